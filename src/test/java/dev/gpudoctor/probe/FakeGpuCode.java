package dev.gpudoctor.probe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The section {@code .nv_fatbin} as nvcc writes it: one fat binary per module, with one entry per architecture. */
public final class FakeGpuCode {
    /** Name of the section. */
    public static final String SECTION = ".nv_fatbin";

    private static final int HEADER = 16;
    private static final int ENTRY = 64;
    private static final int CODE = 24;

    private final ByteBuffer section = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    /** Adds a module that was compiled for these: {@code sm_90a}, {@code compute_90}. */
    public FakeGpuCode module(String... targets) {
        section.putInt(0xba55ed50).putShort((short) 1).putShort((short) HEADER);
        section.putLong((long) targets.length * (ENTRY + CODE));
        for (String target : targets) {
            boolean ptx = target.startsWith("compute_");
            long flags = target.endsWith("a") ? 0x100011 : target.endsWith("f") ? 0x200011 : 0x11;
            int start = section.position();
            section.putShort((short) (ptx ? 1 : 2)).putShort((short) 0x101);
            section.putInt(ENTRY).putLong(CODE).putInt(0).putInt(0);
            section.putShort((short) 7).putShort((short) 1);
            section.putInt(Integer.parseInt(target.replaceAll("\\D", "")));
            section.putLong(0).putLong(flags).position(start + ENTRY + CODE);
        }
        return this;
    }

    /** Adds as many of the same kind. */
    public FakeGpuCode modules(int count, String... targets) {
        for (int i = 0; i < count; i++) {
            module(targets);
        }
        return this;
    }

    public byte[] bytes() {
        // The linker fills up to the next boundary.
        byte[] bytes = new byte[section.position() + Long.BYTES];
        section.get(0, bytes, 0, section.position());
        return bytes;
    }
}
