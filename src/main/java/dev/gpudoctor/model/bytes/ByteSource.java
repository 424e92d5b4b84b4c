package dev.gpudoctor.model.bytes;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Random access to a file of any size through one small window, under a budget: so many bytes fetched, so many steps
 * taken. Skipping costs nothing, so the weights of a model are never read. Not safe for use by several threads.
 */
public final class ByteSource implements Closeable {
    /** Bytes fetched from the file at most; window refills count in full. */
    public static final long MAX_FETCHED = 1L << 30;

    /** Steps (fields, entries, tokens) at most; bounds the time that hostile bytes can cost. */
    public static final long MAX_STEPS = 10_000_000;

    /** Bytes of memory that what is kept of a file may take, by a rough count. */
    public static final long MAX_KEPT = 16L << 20;

    /** Longest array that one read returns. */
    public static final int MAX_READ = 32 << 20;

    /** What a text, its place in a map and the object that holds it take beside its letters. */
    private static final int OBJECT = 96;

    private static final int WINDOW = 4 << 10;

    private interface Fetch extends Closeable {
        int into(ByteBuffer target, long position) throws IOException;
    }

    private final Fetch fetch;
    private final long size;
    private final byte[] window = new byte[WINDOW];
    private long windowStart;
    private int windowLength;
    private long fetched;
    private long steps;
    private long kept;

    private ByteSource(Fetch fetch, long size) {
        this.fetch = fetch;
        this.size = size;
    }

    /**
     * Opens a regular file.
     *
     * @throws IOException if it is no regular file (a pipe would block, a device never ends) or cannot be opened
     */
    public static ByteSource open(Path file) throws IOException {
        if (Files.notExists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("not a regular file");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new ByteSource(new ChannelFetch(channel), channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    public static ByteSource of(byte[] bytes) {
        return new ByteSource(new ArrayFetch(bytes), bytes.length);
    }

    public long size() {
        return size;
    }

    /** Counts one step of work. */
    public void step() throws BudgetExceededException {
        if (++steps > MAX_STEPS) {
            throw new BudgetExceededException("more than " + MAX_STEPS + " fields");
        }
    }

    /** Counts something that is kept for the answer, in bytes beside the object's own few. */
    public void keep(long bytes) throws BudgetExceededException {
        kept += bytes + OBJECT;
        if (kept > MAX_KEPT) {
            throw new BudgetExceededException("more than " + MAX_KEPT + " bytes to keep in mind");
        }
    }

    /** A text that is kept for the answer. */
    public String keep(String text) throws BudgetExceededException {
        keep(text.length());
        return text;
    }

    /** The unsigned byte at this place. */
    public int u8(long at) throws IOException {
        if (at < windowStart || at >= windowStart + windowLength) {
            refill(at);
        }
        return window[(int) (at - windowStart)] & 0xFF;
    }

    public int u16(long at) throws IOException {
        return u8(at) | u8(at + 1) << 8;
    }

    /** The unsigned little-endian 32-bit number at this place. */
    public long u32(long at) throws IOException {
        return (long) u16(at) | (long) u16(at + 2) << 16;
    }

    public int i32(long at) throws IOException {
        return (int) u32(at);
    }

    /** The little-endian 64-bit number at this place; numbers above {@link Long#MAX_VALUE} come out negative. */
    public long i64(long at) throws IOException {
        return u32(at) | u32(at + 4) << 32;
    }

    /** Whether these bytes stand at this place; false where the file is shorter. */
    public boolean has(long at, int... bytes) throws IOException {
        if (at < 0 || at > size - bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (u8(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    public boolean hasAscii(long at, String text) throws IOException {
        return has(at, text.chars().toArray());
    }

    public byte[] bytes(long at, long length) throws IOException {
        if (length < 0 || length > MAX_READ) {
            throw new MalformedException("a piece of " + length + " bytes at " + at);
        }
        require(at, length);
        byte[] target = new byte[(int) length];
        // a copy counts even where the window has the bytes, for hostile bytes have the same place read again and again
        charge(length);
        if (length <= WINDOW) {
            for (int i = 0; i < target.length; i++) {
                target[i] = (byte) u8(at + i);
            }
            return target;
        }
        ByteBuffer buffer = ByteBuffer.wrap(target);
        while (buffer.hasRemaining()) {
            if (fetch.into(buffer, at + buffer.position()) < 0) {
                throw new MalformedException("the file ended while it was read");
            }
        }
        return target;
    }

    /** UTF-8 text of this length; what is longer than {@code limit} bytes is cut, what is not UTF-8 is replaced. */
    public String text(long at, long length, int limit) throws IOException {
        require(at, length);
        return new String(bytes(at, Math.min(length, limit)), StandardCharsets.UTF_8);
    }

    /** The bytes of a range, one after the other and none of them kept; what is read counts as fetched. */
    public InputStream stream(long at, long length) throws MalformedException {
        require(at, length);
        return new Range(at, length);
    }

    /** Fails unless the range lies inside the file. */
    public void require(long at, long length) throws MalformedException {
        if (at < 0 || length < 0 || at > size || length > size - at) {
            throw new MalformedException(length + " bytes at " + at + " lie outside the file of " + size);
        }
    }

    private void refill(long at) throws IOException {
        require(at, 1);
        // a step backwards announces a backward scan: then the window ends here instead of beginning here
        long start = at == windowStart - 1 ? Math.max(0, at + 1 - WINDOW) : at;
        int length = (int) Math.min(WINDOW, size - start);
        charge(length);
        ByteBuffer buffer = ByteBuffer.wrap(window, 0, length);
        windowLength = 0;
        while (buffer.hasRemaining()) {
            if (fetch.into(buffer, start + buffer.position()) < 0) {
                throw new MalformedException("the file ended while it was read");
            }
        }
        windowStart = start;
        windowLength = length;
    }

    private void charge(long bytes) throws BudgetExceededException {
        fetched += bytes;
        if (fetched > MAX_FETCHED) {
            throw new BudgetExceededException("more than " + MAX_FETCHED + " bytes to read");
        }
    }

    @Override
    public void close() throws IOException {
        fetch.close();
    }

    private final class Range extends InputStream {
        private long next;
        private final long end;

        Range(long at, long length) {
            this.next = at;
            this.end = at + length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int wanted = (int) Math.min(length, end - next);
            if (wanted == 0) {
                return length == 0 ? 0 : -1;
            }
            charge(wanted);
            int got = fetch.into(ByteBuffer.wrap(target, offset, wanted), next);
            if (got < 0) {
                throw new MalformedException("the file ended while it was read");
            }
            next += got;
            return got;
        }
    }

    private record ChannelFetch(FileChannel channel) implements Fetch {
        @Override
        public int into(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record ArrayFetch(byte[] bytes) implements Fetch {
        @Override
        public int into(ByteBuffer target, long position) {
            int length = Math.min(target.remaining(), bytes.length - (int) position);
            target.put(bytes, (int) position, length);
            return length;
        }

        @Override
        public void close() {
            // an array holds nothing open
        }
    }
}
