package dev.gpudoctor.probe.format;

import dev.gpudoctor.probe.host.FileView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the dynamic loader reads of an ELF file. Only headers, the dynamic section and the strings it names are
 * touched, so the file's size does not matter. Source: System V ABI, chapters 4 and 5, and LSB for symbol versions.
 *
 * @param bits 32 or 64
 * @param machine instruction set as {@code uname -m} calls it, such as {@code x86_64}
 * @param soname the name the library gives itself
 * @param needed names it asks the loader for
 * @param filtees names of DT_FILTER and DT_AUXILIARY, which the loader loads with it, too
 * @param rpath directories of DT_RPATH, which come before LD_LIBRARY_PATH
 * @param runpath directories of DT_RUNPATH, which come after it and silence DT_RPATH
 * @param definedVersions symbol versions it offers, such as {@code GLIBCXX_3.4.30}
 * @param versionNeeds symbol versions it asks for
 * @param executableStack whether it wants an executable stack
 * @param cudaCompatibility text of the section {@code .note.cuda.fwd_compatibility}
 */
public record Elf(
        int bits,
        String machine,
        Optional<String> soname,
        List<String> needed,
        List<String> filtees,
        List<String> rpath,
        List<String> runpath,
        List<String> definedVersions,
        List<VersionNeed> versionNeeds,
        boolean executableStack,
        Optional<String> cudaCompatibility) {
    private static final String CUDA_NOTE = ".note.cuda.fwd_compatibility";
    private static final int MAX_HEADERS = 1024;
    private static final int MAX_DYNAMIC = 4096;
    private static final int MAX_STRING = 4096;
    private static final int MAX_VERSIONS = 1024;
    private static final int MAX_VERSION_BYTES = 1 << 18;
    private static final int MAX_NAMES = 1 << 20;
    private static final int MAX_NOTE = 1 << 14;

    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    private static final int GNU_STACK = 0x6474e551;
    private static final int EXECUTE = 1;
    private static final int NO_BITS = 8;
    private static final int WEAK_VERSION = 2;
    private static final int HIDDEN_BIT_OFF = 0x7fff;

    private static final long DT_NULL = 0;
    private static final long DT_NEEDED = 1;
    private static final long DT_STRTAB = 5;
    private static final long DT_SONAME = 14;
    private static final long DT_RPATH = 15;
    private static final long DT_RUNPATH = 29;
    private static final long DT_VERDEF = 0x6ffffffcL;
    private static final long DT_VERNEED = 0x6ffffffeL;
    private static final long DT_AUXILIARY = 0x7ffffffdL;
    private static final long DT_FILTER = 0x7fffffffL;

    public Elf {
        needed = List.copyOf(needed);
        filtees = List.copyOf(filtees);
        rpath = List.copyOf(rpath);
        runpath = List.copyOf(runpath);
        definedVersions = List.copyOf(definedVersions);
        versionNeeds = List.copyOf(versionNeeds);
    }

    /**
     * A symbol version that a file asks for.
     *
     * @param file the library that should have it, by soname
     * @param version such as {@code GLIBC_2.34}
     * @param isWeak whether the file can do without
     * @param index number by which the file's symbols refer to it
     */
    public record VersionNeed(String file, String version, boolean isWeak, int index) {}

    /** Symbol versions it asks for, such as {@code GLIBC_2.34}, whichever library has them. */
    public List<String> neededVersions() {
        return versionNeeds.stream().map(VersionNeed::version).toList();
    }

    /**
     * The dynamic section, one value of each tag.
     *
     * @param values as they stand there
     * @param offsets where in the file the addresses among them are
     */
    public record Dynamic(Map<Long, Long> values, Map<Long, Long> offsets) {
        public Dynamic {
            values = Map.copyOf(values);
            offsets = Map.copyOf(offsets);
        }
    }

    /**
     * Values of the dynamic section.
     *
     * @param addresses tags whose values are addresses
     * @throws IOException if it is no ELF file or contradicts itself
     */
    public static Dynamic dynamic(FileView file, Set<Long> addresses) throws IOException {
        return new Reader(file).dynamic(addresses);
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it is no ELF file or contradicts itself
     */
    public static Elf read(FileView file) throws IOException {
        return new Reader(file).read();
    }

    /**
     * The names that a file asks the loader for, which is all that most files are asked for.
     *
     * @throws IOException if it is no ELF file or contradicts itself
     */
    public static List<String> needed(FileView file) throws IOException {
        return new Reader(file).needed();
    }

    /**
     * For which processors a file is.
     *
     * @param bits 32 or 64
     * @param machine instruction set
     */
    public record Identity(int bits, String machine) {}

    /**
     * What the first bytes of a file say, however the rest is.
     *
     * @throws IOException if it is no ELF file
     */
    public static Identity identity(FileView file) throws IOException {
        return new Reader(file).identity();
    }

    /**
     * The bytes of a named section, cut at {@code limit}.
     *
     * @throws IOException if it is no ELF file or contradicts itself
     */
    public static Optional<byte[]> section(FileView file, String name, int limit) throws IOException {
        return new Reader(file).section(name, limit);
    }

    /**
     * Where a section of the file is.
     *
     * @param offset its first byte
     * @param size how many bytes it has
     */
    public record Extent(long offset, long size) {}

    /**
     * Where a named section is, if the file has one with content.
     *
     * @throws IOException if it is no ELF file or contradicts itself
     */
    public static Optional<Extent> extent(FileView file, String name) throws IOException {
        return new Reader(file).extent(name);
    }

    private record Segment(int type, int flags, long offset, long address, long size) {}

    private static final class Reader {
        private final FileView file;
        /** Strings and versions are many, short and near one another. */
        private final Window strings;

        private final Window versions;
        private final boolean wide;
        private final ByteOrder order;
        private final ByteBuffer header;

        Reader(FileView file) throws IOException {
            this.file = file;
            this.strings = new Window(file);
            this.versions = new Window(file);
            byte[] bytes = file.upTo(0, 64);
            if (bytes.length == 0) {
                throw new IOException("the file is empty");
            }
            if (bytes.length < 52 || bytes[0] != 0x7f || bytes[1] != 'E' || bytes[2] != 'L' || bytes[3] != 'F') {
                throw new IOException("not an ELF file");
            }
            wide = bytes[4] == 2;
            if (wide && bytes.length < 64) {
                throw new IOException("ELF header cut short");
            }
            order = bytes[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            header = ByteBuffer.wrap(bytes).order(order);
        }

        Identity identity() {
            return new Identity(wide ? 64 : 32, machine(header.getShort(18) & 0xffff));
        }

        Elf read() throws IOException {
            List<Segment> segments = segments();
            checkIsWhole(segments);
            List<long[]> entries = dynamic(segments);
            long strings = address(segments, entries, DT_STRTAB);
            List<String> needed = new ArrayList<>();
            List<String> filtees = new ArrayList<>();
            List<String> rpath = new ArrayList<>();
            List<String> runpath = new ArrayList<>();
            Optional<String> soname = Optional.empty();
            for (long[] entry : entries) {
                if (entry[0] == DT_NEEDED) {
                    needed.add(string(strings, entry[1]));
                } else if (entry[0] == DT_FILTER || entry[0] == DT_AUXILIARY) {
                    filtees.add(string(strings, entry[1]));
                } else if (entry[0] == DT_SONAME) {
                    soname = Optional.of(string(strings, entry[1]));
                } else if (entry[0] == DT_RPATH) {
                    rpath.addAll(directories(string(strings, entry[1])));
                } else if (entry[0] == DT_RUNPATH) {
                    runpath.addAll(directories(string(strings, entry[1])));
                }
            }
            return new Elf(
                    wide ? 64 : 32,
                    machine(header.getShort(18) & 0xffff),
                    soname,
                    needed,
                    filtees,
                    rpath,
                    runpath,
                    definedVersions(address(segments, entries, DT_VERDEF), strings),
                    versionNeeds(address(segments, entries, DT_VERNEED), strings),
                    executableStack(segments),
                    hasSections() ? section(CUDA_NOTE, MAX_NOTE).map(Reader::description) : Optional.empty());
        }

        List<String> needed() throws IOException {
            List<Segment> segments = segments();
            checkIsWhole(segments);
            List<long[]> entries = dynamic(segments);
            long strings = address(segments, entries, DT_STRTAB);
            List<String> needed = new ArrayList<>();
            for (long[] entry : entries) {
                if (entry[0] == DT_NEEDED) {
                    needed.add(string(strings, entry[1]));
                }
            }
            return List.copyOf(needed);
        }

        /** The loader does without the table of sections, which is the last thing in most files. */
        private boolean hasSections() throws IOException {
            long size = header.getShort(wide ? 58 : 46) & 0xffff;
            long count = header.getShort(wide ? 60 : 48) & 0xffff;
            return sections() + size * count <= file.size();
        }

        private long sections() {
            return wide ? header.getLong(40) : header.getInt(32) & 0xffffffffL;
        }

        private List<Segment> segments() throws IOException {
            long offset = wide ? header.getLong(32) : header.getInt(28) & 0xffffffffL;
            int size = header.getShort(wide ? 54 : 42) & 0xffff;
            int count = header.getShort(wide ? 56 : 44) & 0xffff;
            List<Segment> segments = new ArrayList<>();
            if (count == 0) {
                return segments;
            }
            ByteBuffer table = table(offset, count, size, wide ? 56 : 32);
            for (int i = 0; i < count; i++) {
                int at = i * size;
                segments.add(
                        wide
                                ? new Segment(
                                        table.getInt(at),
                                        table.getInt(at + 4),
                                        table.getLong(at + 8),
                                        table.getLong(at + 16),
                                        table.getLong(at + 32))
                                : new Segment(
                                        table.getInt(at),
                                        table.getInt(at + 24),
                                        table.getInt(at + 4) & 0xffffffffL,
                                        table.getInt(at + 8) & 0xffffffffL,
                                        table.getInt(at + 16) & 0xffffffffL));
            }
            return segments;
        }

        /** What is loaded into memory has to be in the file; the program ends with SIGBUS where it is not. */
        private void checkIsWhole(List<Segment> segments) throws IOException {
            long whole = segments.stream()
                    .filter(segment -> segment.type() == LOAD)
                    .mapToLong(segment -> segment.offset() + segment.size())
                    .max()
                    .orElse(0);
            if (whole > file.size()) {
                throw new IOException("cut short: " + file.size() + " of at least " + whole + " bytes");
            }
        }

        private ByteBuffer table(long offset, int count, int size, int least) throws IOException {
            if (count > MAX_HEADERS || size < least) {
                throw new IOException("ELF header table of " + count + " entries of " + size + " bytes");
            }
            return buffer(file.exactly(offset, count * size));
        }

        private List<long[]> dynamic(List<Segment> segments) throws IOException {
            List<long[]> entries = new ArrayList<>();
            for (Segment segment : segments) {
                if (segment.type() != DYNAMIC) {
                    continue;
                }
                int width = wide ? 16 : 8;
                int bytes = (int) Math.min(Math.max(0, segment.size()), (long) MAX_DYNAMIC * width);
                ByteBuffer table = buffer(file.upTo(segment.offset(), bytes));
                for (int at = 0; at + width <= table.limit(); at += width) {
                    long tag = wide ? table.getLong(at) : table.getInt(at);
                    if (tag == DT_NULL) {
                        break;
                    }
                    entries.add(new long[] {tag, wide ? table.getLong(at + 8) : table.getInt(at + 4) & 0xffffffffL});
                }
            }
            return entries;
        }

        /** File offset of what a dynamic entry points to, -1 where there is no such entry. */
        private static long address(List<Segment> segments, List<long[]> entries, long tag) throws IOException {
            for (long[] entry : entries) {
                if (entry[0] == tag) {
                    return offset(segments, entry[1]);
                }
            }
            return -1;
        }

        private static long offset(List<Segment> segments, long address) throws IOException {
            for (Segment segment : segments) {
                long into = address - segment.address();
                if (segment.type() == LOAD && into >= 0 && into < segment.size()) {
                    return segment.offset() + into;
                }
            }
            throw new IOException("dynamic section points outside the file");
        }

        private String string(long table, long index) throws IOException {
            if (table < 0 || index < 0 || table + index < 0) {
                throw new IOException("string outside the file");
            }
            return strings.text(table + index, MAX_STRING);
        }

        private List<String> definedVersions(long table, long strings) throws IOException {
            List<String> found = new ArrayList<>();
            if (table < 0) {
                return found;
            }
            long entry = 0;
            for (int i = 0; i < MAX_VERSIONS; i++) {
                Optional<ByteBuffer> definition = version(table, entry, 20);
                if (definition.isEmpty()) {
                    break;
                }
                Optional<ByteBuffer> name = version(table, entry + unsigned(definition.get(), 12), 8);
                if (name.isPresent()) {
                    found.add(string(strings, unsigned(name.get(), 0)));
                }
                long next = unsigned(definition.get(), 16);
                if (next == 0) {
                    break;
                }
                entry += next;
            }
            return found;
        }

        /** An entry of one of the tables of versions, which are taken to be no larger than all that are known. */
        private Optional<ByteBuffer> version(long table, long entry, int size) throws IOException {
            if (entry + size > MAX_VERSION_BYTES) {
                return Optional.empty();
            }
            byte[] bytes = versions.upTo(table + entry, size);
            return bytes.length < size ? Optional.empty() : Optional.of(buffer(bytes));
        }

        private static long unsigned(ByteBuffer entry, int at) {
            return entry.getInt(at) & 0xffffffffL;
        }

        Dynamic dynamic(Set<Long> addresses) throws IOException {
            List<Segment> segments = segments();
            Map<Long, Long> values = new HashMap<>();
            Map<Long, Long> offsets = new HashMap<>();
            for (long[] entry : dynamic(segments)) {
                if (values.putIfAbsent(entry[0], entry[1]) == null && addresses.contains(entry[0])) {
                    offsets.put(entry[0], offset(segments, entry[1]));
                }
            }
            return new Dynamic(values, offsets);
        }

        private List<VersionNeed> versionNeeds(long table, long strings) throws IOException {
            List<VersionNeed> needs = new ArrayList<>();
            if (table < 0) {
                return needs;
            }
            long entry = 0;
            while (needs.size() < MAX_VERSIONS) {
                Optional<ByteBuffer> library = version(table, entry, 16);
                if (library.isEmpty()) {
                    break;
                }
                String from = string(strings, unsigned(library.get(), 4));
                addNeeds(needs, from, table, entry + unsigned(library.get(), 8), strings);
                long next = unsigned(library.get(), 12);
                if (next == 0) {
                    break;
                }
                entry += next;
            }
            return needs;
        }

        private void addNeeds(List<VersionNeed> needs, String from, long table, long first, long strings)
                throws IOException {
            long entry = first;
            while (needs.size() < MAX_VERSIONS) {
                Optional<ByteBuffer> need = version(table, entry, 16);
                if (need.isEmpty()) {
                    break;
                }
                needs.add(new VersionNeed(
                        from,
                        string(strings, unsigned(need.get(), 8)),
                        (need.get().getShort(4) & WEAK_VERSION) != 0,
                        need.get().getShort(6) & HIDDEN_BIT_OFF));
                long next = unsigned(need.get(), 12);
                if (next == 0) {
                    break;
                }
                entry += next;
            }
        }

        /** Without a header of its own the loader takes the stack to be executable. */
        private static boolean executableStack(List<Segment> segments) {
            return segments.stream()
                    .filter(segment -> segment.type() == GNU_STACK)
                    .findFirst()
                    .map(segment -> (segment.flags() & EXECUTE) != 0)
                    .orElse(!segments.isEmpty());
        }

        Optional<byte[]> section(String wanted, int limit) throws IOException {
            Optional<Extent> extent = extent(wanted);
            return extent.isEmpty()
                    ? Optional.empty()
                    : Optional.of(file.upTo(extent.get().offset(), (int)
                            Math.min(limit, Math.max(0, extent.get().size()))));
        }

        Optional<Extent> extent(String wanted) throws IOException {
            long offset = sections();
            int size = header.getShort(wide ? 58 : 46) & 0xffff;
            int count = header.getShort(wide ? 60 : 48) & 0xffff;
            int names = header.getShort(wide ? 62 : 50) & 0xffff;
            if (offset == 0 || count == 0 || names >= count) {
                return Optional.empty();
            }
            ByteBuffer table = table(offset, count, size, wide ? 64 : 40);
            Extent namesAt = extent(table, names * size);
            byte[] texts = file.upTo(namesAt.offset(), (int) Math.min(MAX_NAMES, Math.max(0, namesAt.size())));
            byte[] name = (wanted + "\0").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < count; i++) {
                int at = table.getInt(i * size);
                boolean hasContent = table.getInt(i * size + 4) != NO_BITS;
                if (hasContent
                        && at >= 0
                        && at + (long) name.length <= texts.length
                        && Arrays.equals(texts, at, at + name.length, name, 0, name.length)) {
                    return Optional.of(extent(table, i * size));
                }
            }
            return Optional.empty();
        }

        private Extent extent(ByteBuffer table, int at) {
            return wide
                    ? new Extent(table.getLong(at + 24), table.getLong(at + 32))
                    : new Extent(table.getInt(at + 16) & 0xffffffffL, table.getInt(at + 20) & 0xffffffffL);
        }

        /** A note's description: behind three lengths and the owner's name, each padded to four bytes. */
        private static String description(byte[] note) {
            ByteBuffer buffer = ByteBuffer.wrap(note).order(ByteOrder.LITTLE_ENDIAN);
            if (note.length < 12) {
                return "";
            }
            long owner = buffer.getInt(0) & 0xffffffffL;
            long length = buffer.getInt(4) & 0xffffffffL;
            long from = 12 + (owner + 3) / 4 * 4;
            if (from > note.length) {
                return "";
            }
            return new String(note, (int) from, (int) Math.min(length, note.length - from), StandardCharsets.UTF_8)
                    .replace("\0", "")
                    .strip();
        }

        private ByteBuffer buffer(byte[] bytes) {
            return ByteBuffer.wrap(bytes).order(order);
        }
    }

    private static List<String> directories(String path) {
        return List.of(path.split(":")).stream()
                .filter(directory -> !directory.isEmpty())
                .toList();
    }

    private static String machine(int code) {
        return switch (code) {
            case 3 -> "i386";
            case 21 -> "ppc64";
            case 40 -> "arm";
            case 62 -> "x86_64";
            case 183 -> "aarch64";
            case 243 -> "riscv64";
            default -> "machine " + code;
        };
    }
}
