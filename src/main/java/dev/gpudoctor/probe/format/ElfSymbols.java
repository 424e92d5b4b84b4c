package dev.gpudoctor.probe.format;

import dev.gpudoctor.probe.host.FileView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The symbols that an ELF file imports, and the table in which the loader looks up those that it exports. Of the
 * imports only those are taken that have to be found: functions and variables that are not weak. Strings of exports are
 * not read; their 32 bit hashes are compared, as the loader does before it compares the names. Source: System V ABI,
 * chapter 5; glibc elf/dl-lookup.c (do_lookup_x).
 */
public final class ElfSymbols {
    private static final long DT_HASH = 4;
    private static final long DT_STRTAB = 5;
    private static final long DT_SYMTAB = 6;
    private static final long DT_STRSZ = 10;
    private static final long DT_GNU_HASH = 0x6ffffef5L;
    private static final long DT_VERSYM = 0x6ffffff0L;
    private static final int VERSION = 0x7fff;
    private static final int SYMBOL = 24;
    private static final int MAX_SYMBOLS = 400_000;
    private static final int MAX_IMPORTS = 60_000;
    private static final int MAX_STRINGS = 48 << 20;
    private static final int MAX_NAME = 8192;
    private static final int LOCAL = 0;
    private static final int GLOBAL = 1;

    private ElfSymbols() {}

    /**
     * An imported name.
     *
     * @param text the name
     * @param gnuHash its hash in DT_GNU_HASH
     * @param from the library that should have it, by soname; empty where the file does not say
     */
    public record Name(String text, int gnuHash, String from) {
        static Name of(String text, String from) {
            return new Name(text, gnu(text), from);
        }

        /** Its hash in DT_HASH, which only old files have alone. */
        int oldHash() {
            return old(text);
        }

        private static int gnu(String name) {
            int hash = 5381;
            for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
                hash = hash * 33 + (b & 0xff);
            }
            return hash;
        }

        private static int old(String name) {
            int hash = 0;
            for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
                hash = (hash << 4) + (b & 0xff);
                int high = hash & 0xf0000000;
                hash ^= high >>> 24;
                hash &= ~high;
            }
            return hash;
        }
    }

    /** A hash table of exported names. */
    public static final class Exports {
        static final Exports NONE = new Exports(new int[0], new int[0], 0, false);

        private final int[] buckets;
        private final int[] chain;
        private final int offset;
        private final boolean gnu;

        private Exports(int[] buckets, int[] chain, int offset, boolean gnu) {
            this.buckets = buckets;
            this.chain = chain;
            this.offset = offset;
            this.gnu = gnu;
        }

        /** Whether there is anything to look up in. */
        public boolean isEmpty() {
            return chain.length == 0;
        }

        /** Whether a name is exported. */
        public boolean contains(Name name) {
            if (buckets.length == 0) {
                return false;
            }
            return gnu ? gnuContains(name.gnuHash()) : oldContains(name.oldHash());
        }

        private boolean gnuContains(int hash) {
            long first = buckets[Integer.remainderUnsigned(hash, buckets.length)] & 0xffffffffL;
            for (long at = first - offset; first != 0 && at >= 0 && at < chain.length; at++) {
                int entry = chain[(int) at];
                if ((entry | 1) == (hash | 1)) {
                    return true;
                }
                if ((entry & 1) != 0) {
                    return false;
                }
            }
            return false;
        }

        /** The old table has no hashes; those of its names were put into their place when it was read. */
        private boolean oldContains(int hash) {
            for (int entry : chain) {
                if (entry == hash) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Whether any of the tables has a name. */
    public static boolean isIn(Name name, List<Exports> tables) {
        for (Exports table : tables) {
            if (table.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads what a file offers.
     *
     * @throws IOException if it is no 64 bit ELF file or contradicts itself
     */
    public static Exports exports(FileView file) throws IOException {
        return new Reading(file).exports();
    }

    /**
     * Reads what a file asks for.
     *
     * @param needs the versions of symbols that it asks for
     * @throws IOException if it is no 64 bit ELF file, contradicts itself or has too many symbols
     */
    public static List<Name> imports(FileView file, List<Elf.VersionNeed> needs) throws IOException {
        return new Reading(file)
                .imports(needs.stream()
                        .collect(Collectors.toMap(Elf.VersionNeed::index, Elf.VersionNeed::file, (one, other) -> one)));
    }

    private static final class Reading {
        private final FileView file;
        private final Elf.Dynamic dynamic;

        Reading(FileView file) throws IOException {
            this.file = file;
            this.dynamic = Elf.dynamic(file, Set.of(DT_HASH, DT_STRTAB, DT_SYMTAB, DT_GNU_HASH, DT_VERSYM));
        }

        /** Where in the file a table is, -1 where there is none. */
        private long place(long tag) {
            return dynamic.offsets().getOrDefault(tag, -1L);
        }

        Exports exports() throws IOException {
            if (place(DT_GNU_HASH) < 0) {
                return oldExports();
            }
            GnuTable table = gnuTable();
            if (table.last() < table.offset()) {
                return Exports.NONE;
            }
            int certain = (int) Math.min(MAX_SYMBOLS, table.last() - table.offset());
            return new Exports(table.heads(), chain(table.chainAt(), certain), table.offset(), true);
        }

        /**
         * The GNU table without its chains.
         *
         * @param heads the first symbol of each bucket
         * @param last the last of them
         * @param offset the first symbol that is exported
         * @param chainAt where the chains are
         */
        private record GnuTable(int[] heads, long last, int offset, long chainAt) {}

        private GnuTable gnuTable() throws IOException {
            long table = place(DT_GNU_HASH);
            ByteBuffer header = buffer(file.exactly(table, 16));
            int buckets = header.getInt(0);
            int offset = header.getInt(4);
            int bloom = header.getInt(8);
            if (buckets <= 0 || buckets > MAX_SYMBOLS || offset < 0 || bloom < 0 || bloom > MAX_SYMBOLS) {
                throw new IOException("table of symbols contradicts itself");
            }
            long bucketsAt = table + 16 + 8L * bloom;
            int[] heads = ints(bucketsAt, buckets);
            long last = -1;
            for (int head : heads) {
                last = Math.max(last, head & 0xffffffffL);
            }
            return new GnuTable(heads, last, offset, bucketsAt + 4L * buckets);
        }

        /** The hashes up to the last bucket's, and from there to the end of that bucket. */
        private int[] chain(long at, int certain) throws IOException {
            int most = (int) Math.min(certain + 4096L, Math.max(0, (file.size() - at) / 4));
            int[] chain = ints(at, most);
            for (int i = certain; i < chain.length; i++) {
                if ((chain[i] & 1) != 0) {
                    return Arrays.copyOf(chain, i + 1);
                }
            }
            return chain;
        }

        private Exports oldExports() throws IOException {
            if (place(DT_HASH) < 0) {
                return Exports.NONE;
            }
            List<Integer> hashes = new ArrayList<>();
            for (Symbol symbol : symbols(oldCount())) {
                if (symbol.isDefined() && symbol.binding() != LOCAL) {
                    hashes.add(Name.of(symbol.name(), "").oldHash());
                }
            }
            return new Exports(
                    new int[1], hashes.stream().mapToInt(Integer::intValue).toArray(), 0, false);
        }

        private int oldCount() throws IOException {
            return buffer(file.exactly(place(DT_HASH), 8)).getInt(4);
        }

        /** Symbols that are looked up elsewhere stand before those of the GNU table. */
        List<Name> imports(Map<Integer, String> files) throws IOException {
            if (place(DT_SYMTAB) < 0 || place(DT_GNU_HASH) < 0 && place(DT_HASH) < 0) {
                return List.of();
            }
            List<Name> imports = new ArrayList<>();
            int count = place(DT_HASH) >= 0 ? oldCount() : newCount();
            List<Symbol> symbols = symbols(count);
            ByteBuffer versions = buffer(place(DT_VERSYM) < 0 ? new byte[0] : file.upTo(place(DT_VERSYM), count * 2));
            for (Symbol symbol : symbols) {
                if (!symbol.isDefined() && symbol.binding() == GLOBAL) {
                    int version = symbol.index() * 2 + 2 <= versions.limit()
                            ? versions.getShort(symbol.index() * 2) & VERSION
                            : 0;
                    imports.add(Name.of(symbol.name(), files.getOrDefault(version, "")));
                }
            }
            if (imports.size() > MAX_IMPORTS) {
                throw new IOException("more than " + MAX_IMPORTS + " imported symbols");
            }
            return imports;
        }

        /** A table without exports does not tell where they would start; then the names follow the symbols. */
        private int newCount() throws IOException {
            GnuTable table = gnuTable();
            long between = (place(DT_STRTAB) - place(DT_SYMTAB)) / SYMBOL;
            return table.last() < table.offset() && between > 0 ? (int) Math.min(MAX_SYMBOLS, between) : table.offset();
        }

        private record Symbol(int index, String name, int binding, boolean isDefined) {}

        private List<Symbol> symbols(int count) throws IOException {
            if (count < 0 || count > MAX_SYMBOLS) {
                throw new IOException("more than " + MAX_SYMBOLS + " symbols");
            }
            ByteBuffer table = buffer(file.upTo(place(DT_SYMTAB), count * SYMBOL));
            long stringsSize = dynamic.values().getOrDefault(DT_STRSZ, -1L);
            if (place(DT_STRTAB) < 0 || stringsSize < 0 || stringsSize > MAX_STRINGS) {
                throw new IOException("names of symbols take more than " + MAX_STRINGS + " bytes");
            }
            byte[] strings = file.upTo(place(DT_STRTAB), (int) stringsSize);
            List<Symbol> symbols = new ArrayList<>();
            for (int at = 0; at + SYMBOL <= table.limit(); at += SYMBOL) {
                long name = table.getInt(at) & 0xffffffffL;
                if (name > 0 && name < strings.length) {
                    symbols.add(new Symbol(
                            at / SYMBOL,
                            text(strings, (int) name),
                            (table.get(at + 4) & 0xff) >> 4,
                            table.getShort(at + 6) != 0));
                }
            }
            return symbols;
        }

        private static String text(byte[] strings, int from) {
            int end = from;
            while (end < strings.length && strings[end] != 0 && end - from < MAX_NAME) {
                end++;
            }
            return new String(strings, from, end - from, StandardCharsets.UTF_8);
        }

        private int[] ints(long at, int count) throws IOException {
            IntBuffer from = buffer(file.upTo(at, count * 4)).asIntBuffer();
            int[] ints = new int[from.limit()];
            from.get(ints);
            return ints;
        }

        private static ByteBuffer buffer(byte[] bytes) {
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
