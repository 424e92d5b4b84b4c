package dev.gpudoctor.probe.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The dynamic loader's cache, {@code /etc/ld.so.cache}, in the order in which the loader takes its entries. Source:
 * glibc, {@code sysdeps/generic/dl-cache.h}.
 */
public record LdSoCache(List<Entry> entries) {
    private static final byte[] OLD = "ld.so-1.7.0\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW = "glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII);
    private static final int OLD_HEADER = 16;
    private static final int OLD_ENTRY = 12;
    private static final int NEW_HEADER = 48;
    private static final int NEW_ENTRY = 24;
    private static final int MAX_ENTRIES = 500_000;
    private static final int MAX_STRING = 4096;

    /**
     * One library.
     *
     * @param flags kind and architecture as glibc numbers them
     * @param name soname
     * @param path file
     * @param hwcap nonzero where the entry serves only some processors
     */
    public record Entry(int flags, String name, String path, long hwcap) {}

    public LdSoCache {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a cache.
     *
     * @throws IOException if it is of an unknown format or contradicts itself
     */
    public static LdSoCache read(byte[] bytes) throws IOException {
        ByteBuffer cache = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (startsWith(bytes, 0, NEW)) {
            return modern(cache, 0);
        }
        if (!startsWith(bytes, 0, OLD) || bytes.length < OLD_HEADER) {
            throw new IOException("not an ld.so.cache");
        }
        int count = count(cache.getInt(12), bytes.length - OLD_HEADER, OLD_ENTRY);
        int end = OLD_HEADER + count * OLD_ENTRY;
        int aligned = (end + 7) / 8 * 8;
        if (startsWith(bytes, aligned, NEW)) {
            return modern(cache, aligned);
        }
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = OLD_HEADER + i * OLD_ENTRY;
            entries.add(new Entry(
                    cache.getInt(at),
                    string(bytes, end + (cache.getInt(at + 4) & 0xffffffffL)),
                    string(bytes, end + (cache.getInt(at + 8) & 0xffffffffL)),
                    0));
        }
        return new LdSoCache(entries);
    }

    private static LdSoCache modern(ByteBuffer cache, int start) throws IOException {
        byte[] bytes = cache.array();
        if (bytes.length < start + NEW_HEADER) {
            throw new IOException("ld.so.cache cut short");
        }
        int count = count(cache.getInt(start + NEW.length), bytes.length - start - NEW_HEADER, NEW_ENTRY);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = start + NEW_HEADER + i * NEW_ENTRY;
            entries.add(new Entry(
                    cache.getInt(at),
                    string(bytes, start + (cache.getInt(at + 4) & 0xffffffffL)),
                    string(bytes, start + (cache.getInt(at + 8) & 0xffffffffL)),
                    cache.getLong(at + 16)));
        }
        return new LdSoCache(entries);
    }

    private static int count(int claimed, int room, int width) throws IOException {
        if (claimed < 0 || claimed > MAX_ENTRIES || (long) claimed * width > room) {
            throw new IOException("ld.so.cache claims " + (claimed & 0xffffffffL) + " entries");
        }
        return claimed;
    }

    private static boolean startsWith(byte[] bytes, int at, byte[] magic) {
        return bytes.length >= at + magic.length && Arrays.equals(bytes, at, at + magic.length, magic, 0, magic.length);
    }

    private static String string(byte[] bytes, long at) throws IOException {
        if (at >= bytes.length) {
            throw new IOException("ld.so.cache points outside itself");
        }
        int from = (int) at;
        int end = from;
        while (end < bytes.length && bytes[end] != 0 && end - from < MAX_STRING) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
