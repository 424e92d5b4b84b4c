package dev.gpudoctor.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A matrix that a test writes. */
final class MatrixFolder {
    private static final String SOURCES = """
            {"rows":[{"id":"doc","title":"A document","url":"https://example.org/doc"}]}
            """;

    private final Path path;

    private MatrixFolder(Path path) {
        this.path = path;
    }

    /** One that holds a manifest and one source, {@code doc}. */
    static MatrixFolder in(Path path) {
        return new MatrixFolder(path).manifest("whole").file("sources.json", SOURCES);
    }

    MatrixFolder manifest(String mode) {
        return file("manifest.json", """
                {"schemaVersion":1,"dataVersion":"9.9.9","asOf":"2026-01-31","mode":"%s"}
                """.formatted(mode));
    }

    /** A table with these rows, each a JSON object. */
    MatrixFolder rows(Subject<?> subject, String... rows) {
        return file(subject.file(), "{\"rows\":[" + String.join(",", rows) + "]}");
    }

    MatrixFolder file(String name, String text) {
        try {
            Path file = path.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    Matrix matrix() {
        return Matrix.in(path);
    }

    MatrixSource source() {
        return MatrixSource.directory(path);
    }
}
