package dev.gpudoctor.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Cuts a stream into lines of bounded length; what is over the length is read, counted and thrown away. */
final class LineReader {
    /** Takes one line. */
    interface Sink {
        void accept(String line) throws InterruptedException;
    }

    private final InputStream stream;
    private final byte[] line;
    private int length;
    private volatile long dropped;

    LineReader(InputStream stream, int maxLineBytes) {
        this.stream = stream;
        this.line = new byte[maxLineBytes];
    }

    /** Reads until the end of the stream; a last line without a line feed counts. */
    void readAll(Sink sink) throws InterruptedException, IOException {
        byte[] block = new byte[1 << 16];
        for (int count = stream.read(block); count >= 0; count = stream.read(block)) {
            int start = 0;
            for (int i = 0; i < count; i++) {
                if (block[i] == '\n') {
                    append(block, start, i);
                    deliver(sink);
                    start = i + 1;
                }
            }
            append(block, start, count);
        }
        if (length > 0) {
            deliver(sink);
        }
    }

    long dropped() {
        return dropped;
    }

    private void append(byte[] block, int from, int to) {
        int fits = Math.min(to - from, line.length - length);
        System.arraycopy(block, from, line, length, fits);
        length += fits;
        drop(to - from - fits);
    }

    private void drop(int count) {
        // One thread writes; volatile lets the other see it.
        dropped = dropped + count;
    }

    private void deliver(Sink sink) throws InterruptedException {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        length = 0;
        sink.accept(new String(Arrays.copyOf(line, end), StandardCharsets.UTF_8));
    }
}
