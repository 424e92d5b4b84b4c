package dev.gpudoctor.app;

import dev.gpudoctor.json.GzipInput;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * JSON documents one after another, each on a line of its own or spread over several: a document begins with a brace at
 * the beginning of a line, where no other line of an indented one has it. Compressed streams are known by their first
 * bytes. What is read for one document is bounded, however far a compressed stream expands.
 */
final class SnapshotDocuments implements AutoCloseable {
    /** Largest document in bytes; the snapshot of a machine with eight GPUs has a quarter of a megabyte. */
    static final int MAX_DOCUMENT = 16 << 20;

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int filled;

    private SnapshotDocuments(InputStream in) {
        this.in = in;
    }

    /** The documents of that stream, which is closed with them. */
    static SnapshotDocuments of(InputStream stream) throws IOException {
        return new SnapshotDocuments(GzipInput.expanded(new BufferedInputStream(stream, BUFFER)));
    }

    /**
     * The next document; empty when there is none left.
     *
     * @throws IOException if the stream cannot be read, is damaged, or has a document larger than any snapshot; nothing
     *     can be read after that
     */
    Optional<String> next() throws IOException {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        boolean blank = true;
        int size = 0;
        boolean lineStart = true;
        while (hasBytes() && (blank || !lineStart || buffer[at] != '{')) {
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                blank &= buffer[end] <= ' ' && buffer[end] >= 0;
                end++;
            }
            lineStart = end < filled;
            int length = (lineStart ? end + 1 : end) - at;
            size += length;
            if (size > MAX_DOCUMENT) {
                throw new IOException("larger than any snapshot (" + (MAX_DOCUMENT >> 20) + " MiB)");
            }
            if (!blank) {
                document.write(buffer, at, length);
            }
            at += length;
        }
        return blank ? Optional.empty() : Optional.of(document.toString(StandardCharsets.UTF_8));
    }

    private boolean hasBytes() throws IOException {
        if (at == filled) {
            at = 0;
            filled = Math.max(0, in.read(buffer));
        }
        return filled > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
