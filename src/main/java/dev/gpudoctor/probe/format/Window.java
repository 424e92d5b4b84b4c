package dev.gpudoctor.probe.format;

import dev.gpudoctor.probe.host.FileView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Small reads that are near one another, from a piece of the file that is read at once. Not safe for threads. */
final class Window implements FileView {
    private static final int SIZE = 16 << 10;
    private static final int PAGE = 4 << 10;

    private final FileView file;
    private byte[] piece = new byte[0];
    private long start;

    Window(FileView file) {
        this.file = file;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public byte[] upTo(long offset, int length) throws IOException {
        if (offset < 0 || length > SIZE - PAGE) {
            return file.upTo(offset, length);
        }
        int from = load(offset, length);
        return Arrays.copyOfRange(piece, from, Math.min(from + Math.max(0, length), piece.length));
    }

    /** The text from an offset to the next NUL, or so much of it. */
    String text(long offset, int limit) throws IOException {
        int from = load(offset, limit);
        int most = Math.min(from + limit, piece.length);
        int end = from;
        while (end < most && piece[end] != 0) {
            end++;
        }
        return new String(piece, from, end - from, StandardCharsets.UTF_8);
    }

    /** Where in the piece an offset is, once the piece reaches so far. */
    private int load(long offset, int length) throws IOException {
        if (!contains(offset, length)) {
            start = offset / PAGE * PAGE;
            piece = file.upTo(start, SIZE);
        }
        return (int) Math.min(offset - start, piece.length);
    }

    /** A piece that is shorter than was asked for ends with the file. */
    private boolean contains(long offset, int length) {
        boolean toTheEnd = piece.length > 0 && piece.length < SIZE;
        return offset >= start && (toTheEnd || offset + length <= start + piece.length);
    }
}
