package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many pairs each walk through the matrix meets, one line for each walk. They change with the rows of the matrix alone;
 * {@code -Dgolden.update=true} writes them.
 */
final class PinnedCounts {
    private static final Path FILE = Path.of("src/test/resources/agreement.txt");

    private PinnedCounts() {}

    static void assertEquals(String walk, String counts) {
        try {
            if (Boolean.getBoolean("golden.update")) {
                update(walk, counts);
            }
            assertThat(lines(Files.readString(FILE)))
                    .as("%s, written by -Dgolden.update=true", FILE)
                    .containsEntry(walk, counts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Test classes run in processes side by side, and tests of one class in threads. */
    private static synchronized void update(String walk, String counts) throws IOException {
        try (FileChannel channel =
                FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.lock();
            Map<String, String> lines = lines(Files.readString(FILE));
            lines.put(walk, counts);
            String text = lines.entrySet().stream()
                    .map(line -> line.getKey() + ": " + line.getValue() + "\n")
                    .collect(Collectors.joining());
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        }
    }

    private static Map<String, String> lines(String text) {
        return text.lines()
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1], (a, b) -> b, TreeMap::new));
    }
}
