package dev.gpudoctor.probe.format;

import dev.gpudoctor.probe.host.FileView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which GPU architectures the code in an ELF file was compiled for. nvcc puts one fat binary per translation unit into
 * the section {@code .nv_fatbin} ({@code __nv_relfatbin} for relocatable device code); each is a header and a row of
 * entries, whose own headers name the architecture. Only the headers are read, so that it does not matter how large
 * the code is or how it is compressed. Source: what nvcc 11.8, 12.8 and 13.5 write, compared with cuobjdump.
 *
 * @param modules number of fat binaries
 * @param targets in how many of them each architecture occurs, such as {@code sm_90a} and {@code compute_90}
 */
public record FatBinaries(int modules, Map<String, Integer> targets) {
    private static final String[] SECTIONS = {".nv_fatbin", "__nv_relfatbin"};
    private static final int MAGIC = 0xba55ed50;
    private static final int HEADER = 16;
    /** The part of an entry's header that is the same in every release. */
    private static final int ENTRY = 48;

    private static final int PTX = 1;
    private static final int MACHINE_CODE = 2;
    private static final long ARCHITECTURE_ONLY = 0x100000;
    private static final long FAMILY_ONLY = 0x200000;
    private static final int MAX_READS = 100_000;
    private static final int MAX_TARGETS = 200;
    private static final int MAX_ARCHITECTURE = 999;

    public FatBinaries {
        targets = Map.copyOf(targets);
    }

    /**
     * Reads the headers.
     *
     * @throws IOException if the file is no ELF file, or the sections do not contain what nvcc writes
     */
    public static FatBinaries read(FileView file) throws IOException {
        Walk walk = new Walk(file);
        for (String section : SECTIONS) {
            Elf.Extent extent = Elf.extent(file, section).orElse(new Elf.Extent(0, 0));
            walk.through(extent.offset(), extent.size());
        }
        return new FatBinaries(walk.modules, walk.targets);
    }

    private static final class Walk {
        private final FileView file;
        private final Map<String, Integer> targets = new TreeMap<>();
        private int modules;
        private int reads;

        Walk(FileView file) {
            this.file = file;
        }

        void through(long offset, long size) throws IOException {
            long end = Math.min(file.size(), offset + Math.max(0, size));
            long at = offset;
            while (at + HEADER <= end) {
                // One read serves the header and that of the first entry, which follows it.
                ByteBuffer header = read(at, HEADER + ENTRY);
                if (header.limit() >= HEADER && header.getInt(0) == 0) {
                    at += Long.BYTES;
                    continue;
                }
                if (header.limit() < HEADER || header.getInt(0) != MAGIC) {
                    throw new IOException("no fat binary at " + at);
                }
                int length = header.getShort(6) & 0xffff;
                long content = header.getLong(8);
                if (length < HEADER || content < 0 || content > end - at - length) {
                    throw new IOException("fat binary at " + at + " runs out of its section");
                }
                modules++;
                entries(
                        length == HEADER
                                ? header.position(HEADER).slice().order(header.order())
                                : read(at + length, ENTRY),
                        at + length,
                        at + length + content);
                at += length + content;
            }
        }

        private void entries(ByteBuffer first, long from, long end) throws IOException {
            Set<String> found = new HashSet<>();
            long at = from;
            ByteBuffer entry = first;
            while (at + ENTRY <= end) {
                long length = entry.limit() < ENTRY ? -1 : entry.getInt(4) & 0xffffffffL;
                long content = length < 0 ? -1 : entry.getLong(8);
                if (length < ENTRY || content < 0 || content > end - at - length) {
                    throw new IOException("entry at " + at + " runs out of its fat binary");
                }
                note(entry, found);
                at += length + content;
                if (at + ENTRY <= end) {
                    entry = read(at, ENTRY);
                }
            }
            for (String target : found) {
                if (targets.size() < MAX_TARGETS || targets.containsKey(target)) {
                    targets.merge(target, 1, Integer::sum);
                }
            }
        }

        private static void note(ByteBuffer entry, Set<String> found) {
            int kind = entry.getShort(0) & 0xffff;
            int architecture = entry.getInt(28);
            if (kind != PTX && kind != MACHINE_CODE || architecture <= 0 || architecture > MAX_ARCHITECTURE) {
                return;
            }
            long flags = entry.getLong(40);
            String suffix = (flags & ARCHITECTURE_ONLY) != 0 ? "a" : (flags & FAMILY_ONLY) != 0 ? "f" : "";
            found.add((kind == PTX ? "compute_" : "sm_") + architecture + suffix);
        }

        private ByteBuffer read(long at, int length) throws IOException {
            if (++reads > MAX_READS) {
                throw new IOException("more than " + MAX_READS + " headers of GPU code");
            }
            return ByteBuffer.wrap(file.upTo(at, length)).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
