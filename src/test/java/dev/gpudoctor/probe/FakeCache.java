package dev.gpudoctor.probe;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes an ld.so.cache. */
public final class FakeCache {
    private static final int X86_64 = 0x0303;

    private final List<String[]> entries = new ArrayList<>();

    public FakeCache entry(String name, String path) {
        entries.add(new String[] {name, path});
        return this;
    }

    /** As glibc writes it today. */
    public byte[] modern() {
        ByteBuffer table = buffer(48 + entries.size() * 24);
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        table.put("glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII)).putInt(entries.size());
        table.position(48);
        for (String[] entry : entries) {
            table.putInt(X86_64);
            table.putInt(table.capacity() + add(strings, entry[0]));
            table.putInt(table.capacity() + add(strings, entry[1]));
            table.putInt(0).putLong(0);
        }
        return join(table.array(), strings.toByteArray());
    }

    /** As libc 5 and the first glibc wrote it. */
    public byte[] old() {
        ByteBuffer table = buffer(16 + entries.size() * 12);
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        table.put("ld.so-1.7.0\0".getBytes(StandardCharsets.US_ASCII)).putInt(entries.size());
        for (String[] entry : entries) {
            table.putInt(X86_64).putInt(add(strings, entry[0])).putInt(add(strings, entry[1]));
        }
        return join(table.array(), strings.toByteArray());
    }

    /** As glibc before 2.32 wrote it: an old table, then the present format. */
    public byte[] both() {
        int tableSize = 16 + entries.size() * 12;
        byte[] table = java.util.Arrays.copyOf(old(), (tableSize + 7) / 8 * 8);
        return join(table, modern());
    }

    private static int add(ByteArrayOutputStream strings, String text) {
        int at = strings.size();
        strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        return at;
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] join(byte[] one, byte[] other) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(one);
        joined.writeBytes(other);
        return joined.toByteArray();
    }
}
