package dev.gpudoctor.probe.host;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** An open file, read at random in bounded pieces. */
public interface FileView {
    /** Size in bytes; 0 for the kernel's generated files. */
    long size() throws IOException;

    /** Up to {@code length} bytes from {@code offset}; fewer at the end of the file, none behind it. */
    byte[] upTo(long offset, int length) throws IOException;

    /**
     * Exactly {@code length} bytes from {@code offset}.
     *
     * @throws EOFException if the file ends before
     */
    default byte[] exactly(long offset, int length) throws IOException {
        byte[] bytes = upTo(offset, length);
        if (bytes.length < length) {
            throw new EOFException("ends at " + (offset + bytes.length) + ", before " + (offset + length));
        }
        return bytes;
    }

    /**
     * The whole file.
     *
     * @throws IOException if it is larger than {@code limit} bytes
     */
    default byte[] all(int limit) throws IOException {
        // Asked first, so that nothing of a file that says how large it is gets read in vain.
        byte[] bytes = size() > limit ? new byte[0] : upTo(0, limit + 1);
        if (size() > limit || bytes.length > limit) {
            throw new IOException("larger than " + limit + " bytes");
        }
        return bytes;
    }

    /** Bytes in memory as a file. */
    static FileView of(byte[] bytes) {
        return new FileView() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public byte[] upTo(long offset, int length) {
                if (offset < 0 || offset >= bytes.length) {
                    return new byte[0];
                }
                int from = (int) offset;
                return Arrays.copyOfRange(bytes, from, (int) Math.min(bytes.length, offset + length));
            }
        };
    }
}
