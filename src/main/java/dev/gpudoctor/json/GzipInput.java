package dev.gpudoctor.json;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Streams that may be compressed by gzip; the first bytes tell, not the name. */
public final class GzipInput {
    private static final byte[] MAGIC = {0x1f, (byte) 0x8b};
    private static final int BUFFER = 1 << 16;

    private GzipInput() {}

    /**
     * The expanded bytes of a compressed stream; any other stream itself. How far it expands is not bounded here.
     *
     * @throws IOException if the first bytes cannot be read or are damaged
     */
    public static InputStream expanded(BufferedInputStream stream) throws IOException {
        return startsWith(stream, MAGIC) ? new GZIPInputStream(stream, BUFFER) : stream;
    }

    /** Whether the next bytes are these; nothing is consumed. */
    public static boolean startsWith(BufferedInputStream stream, byte[] bytes) throws IOException {
        stream.mark(bytes.length);
        byte[] first = stream.readNBytes(bytes.length);
        stream.reset();
        return Arrays.equals(first, bytes);
    }
}
