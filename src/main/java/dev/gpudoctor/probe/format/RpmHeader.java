package dev.gpudoctor.probe.format;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the header of an installed RPM says of the package.
 *
 * @param name without version
 * @param version with the release behind a hyphen, as {@code 550.90.07-1.el9}
 * @see <a href="https://rpm-software-management.github.io/rpm/manual/format_header.html">RPM: header format</a>
 */
public record RpmHeader(String name, String version) {
    /** The tags of name, version and release follow one another. */
    private static final int NAME = 1000;

    private static final int RELEASE = 1002;
    private static final int STRING = 6;
    private static final int ENTRY = 16;
    private static final int MAX_ENTRIES = 10_000;

    /** Reads the beginning of a header; nothing where it is none, or where the texts are behind what was read. */
    public static Optional<RpmHeader> read(byte[] beginning) {
        try {
            ByteBuffer header = ByteBuffer.wrap(beginning);
            int entries = header.getInt();
            header.getInt();
            if (entries < 1 || entries > MAX_ENTRIES) {
                return Optional.empty();
            }
            int data = 2 * Integer.BYTES + entries * ENTRY;
            String[] texts = new String[3];
            for (int i = 0; i < entries; i++) {
                int tag = header.getInt();
                int type = header.getInt();
                int offset = header.getInt();
                header.getInt();
                if (tag >= NAME && tag <= RELEASE && type == STRING) {
                    texts[tag - NAME] = text(beginning, data + offset);
                }
            }
            return texts[0] == null || texts[1] == null || texts[2] == null
                    ? Optional.empty()
                    : Optional.of(new RpmHeader(texts[0], texts[1] + "-" + texts[2]));
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static String text(byte[] bytes, int from) {
        int end = from;
        while (bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
