package dev.gpudoctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A committed file that must equal what the program makes; {@code -Dgolden.update=true} writes it anew to be read. */
public final class GoldenFile {
    private GoldenFile() {}

    /** Fails unless the file holds exactly that text. */
    public static void assertEquals(Path file, String text) {
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, text);
            }
            assertThat(file).as("%s, renewed by -Dgolden.update=true", file).hasContent(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
