package dev.gpudoctor.log;

import dev.gpudoctor.json.GzipInput;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The text of a log's bytes: compressed by gzip or not, in UTF-8 or, as PowerShell writes, in UTF-16. */
public final class LogEncoding {
    private static final int BUFFER = 1 << 16;
    private static final Map<Charset, byte[]> MARKS = Map.of(
            StandardCharsets.UTF_16LE, new byte[] {(byte) 0xff, (byte) 0xfe},
            StandardCharsets.UTF_16BE, new byte[] {(byte) 0xfe, (byte) 0xff},
            StandardCharsets.UTF_8, new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});

    private LogEncoding() {}

    /**
     * A reader of that stream, with which the stream is closed.
     *
     * @param most how many bytes a compressed log may expand to
     * @throws IOException if the first bytes cannot be read or are damaged; while reading, also where a compressed log
     *     expands to more
     */
    public static Reader read(InputStream stream, long most) throws IOException {
        BufferedInputStream start = new BufferedInputStream(stream, BUFFER);
        InputStream expanded = GzipInput.expanded(start);
        BufferedInputStream text =
                expanded == start ? start : new BufferedInputStream(new Limited(expanded, most), BUFFER);
        for (Map.Entry<Charset, byte[]> mark : MARKS.entrySet()) {
            if (GzipInput.startsWith(text, mark.getValue())) {
                text.skipNBytes(mark.getValue().length);
                return new InputStreamReader(text, mark.getKey());
            }
        }
        return new InputStreamReader(text, StandardCharsets.UTF_8);
    }

    /** Ends with a failure where more comes than is allowed. */
    private static final class Limited extends FilterInputStream {
        private final long most;
        private long left;

        Limited(InputStream in, long most) {
            super(in);
            this.most = most;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new IOException("it expands to more than " + (most >> 20) + " MiB");
            }
        }
    }
}
