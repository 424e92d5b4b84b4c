package dev.gpudoctor.probe.format;

import dev.gpudoctor.probe.host.FileView;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The release that a program of CUDA's compiler prints: a text near the start of its constants. */
public final class CompilerVersion {
    private static final Pattern TEXT =
            Pattern.compile("Cuda compilation tools, release [\\d.]{1,10}, V([\\d.]{1,20})");
    private static final String CONSTANTS = ".rodata";
    private static final int ENOUGH = 1 << 18;

    private CompilerVersion() {}

    /**
     * Reads it.
     *
     * @throws IOException if the file is no program of CUDA's compiler
     */
    public static Version read(FileView file) throws IOException {
        byte[] constants = Elf.section(file, CONSTANTS, ENOUGH).orElse(new byte[0]);
        Matcher matcher = TEXT.matcher(new String(constants, StandardCharsets.ISO_8859_1));
        if (!matcher.find()) {
            throw new IOException("not a program of CUDA's compiler");
        }
        return Version.parse(matcher.group(1)).orElseThrow(() -> new IOException("no version: " + matcher.group(1)));
    }
}
