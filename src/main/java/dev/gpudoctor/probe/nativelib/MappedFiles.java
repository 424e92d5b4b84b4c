package dev.gpudoctor.probe.nativelib;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files that a process has mapped, as {@code /proc/PID/maps} lists them. */
final class MappedFiles {
    private static final int COLUMNS = 6;

    private final List<String> lines;

    MappedFiles(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    static MappedFiles ofThisProcess() {
        try {
            return new MappedFiles(Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // Without /proc nothing is known to be mapped, which is what the callers then say.
            return new MappedFiles(List.of());
        }
    }

    /** The file mapped at an address. */
    Optional<String> at(long address) {
        for (String line : lines) {
            int dash = line.indexOf('-');
            int space = line.indexOf(' ');
            if (dash > 0
                    && space > dash
                    && Long.compareUnsigned(address, Long.parseUnsignedLong(line.substring(0, dash), 16)) >= 0
                    && Long.compareUnsigned(address, Long.parseUnsignedLong(line.substring(dash + 1, space), 16)) < 0) {
                return file(line);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> file(String line) {
        String[] columns = line.split(" +", COLUMNS);
        return columns.length == COLUMNS && columns[COLUMNS - 1].startsWith("/")
                ? Optional.of(
                        new String(columns[COLUMNS - 1].getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                : Optional.empty();
    }
}
