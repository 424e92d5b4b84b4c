package dev.gpudoctor.probe.format;

import dev.gpudoctor.probe.host.FileView;
import java.io.IOException;
import java.util.Arrays;

/** Small reads that are near one another, from a piece of the file that is read at once. Not safe for threads. */
final class Window implements FileView {
    private static final int SIZE = 32 << 10;
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
        if (!contains(offset, length)) {
            start = offset / PAGE * PAGE;
            piece = file.upTo(start, SIZE);
        }
        int from = (int) Math.min(offset - start, piece.length);
        return Arrays.copyOfRange(piece, from, Math.min(from + Math.max(0, length), piece.length));
    }

    /** A piece that is shorter than was asked for ends with the file. */
    private boolean contains(long offset, int length) {
        boolean toTheEnd = piece.length > 0 && piece.length < SIZE;
        return offset >= start && (toTheEnd || offset + length <= start + piece.length);
    }
}
