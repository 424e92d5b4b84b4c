package dev.gpudoctor.model.bytes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The directory of a zip archive and, on request, a small entry of it. The platform's reader loads the whole directory
 * into memory, this one stops at a bound.
 *
 * <p>Format: PKWARE's application note, sections 4.3.7, 4.3.12 to 4.3.16.
 */
public final class ZipIndex {
    private static final int MAX_ENTRIES = 200_000;
    private static final int MAX_NAME = 1024;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int END_SIZE = 22;
    private static final int END64_LOCATOR_SIZE = 20;
    private static final int MAX_COMMENT = 0xFFFF;
    private static final long IN_ZIP64 = 0xFFFF_FFFFL;

    /** One file of the archive; sizes in bytes. */
    public record Entry(String name, int method, long compressedSize, long size, long header) {}

    private final ByteSource source;
    private final List<Entry> entries;

    private ZipIndex(ByteSource source, List<Entry> entries) {
        this.source = source;
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads the directory at the end of the archive.
     *
     * @throws MalformedException if there is none (a truncated download has none)
     */
    public static ZipIndex read(ByteSource source) throws IOException {
        long end = findEnd(source);
        long count = source.u16(end + 10);
        long offset = source.u32(end + 16);
        long locator = end - END64_LOCATOR_SIZE;
        if (locator >= 0 && source.hasAscii(locator, "PK\6\7")) {
            long end64 = source.i64(locator + 8);
            source.require(end64, 56);
            count = source.i64(end64 + 32);
            offset = source.i64(end64 + 48);
        }
        if (count < 0 || count > MAX_ENTRIES) {
            throw new MalformedException("an archive of " + Long.toUnsignedString(count) + " entries");
        }
        List<Entry> entries = new ArrayList<>();
        long at = offset;
        for (long i = 0; i < count; i++) {
            source.step();
            if (!source.hasAscii(at, "PK\1\2")) {
                throw new MalformedException("no directory entry at " + at);
            }
            int nameLength = source.u16(at + 28);
            int extraLength = source.u16(at + 30);
            Entry entry = entry(source, at, nameLength, extraLength);
            source.keep(entry.name());
            entries.add(entry);
            at += 46L + nameLength + extraLength + source.u16(at + 32);
        }
        return new ZipIndex(source, entries);
    }

    private static long findEnd(ByteSource source) throws IOException {
        long last = source.size() - END_SIZE;
        for (long at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
            if (source.u8(at) == 'P' && source.hasAscii(at, "PK\5\6")) {
                return at;
            }
            source.step();
        }
        throw new MalformedException("the directory at the end of the zip archive is missing");
    }

    private static Entry entry(ByteSource source, long at, int nameLength, int extraLength) throws IOException {
        long compressed = source.u32(at + 20);
        long size = source.u32(at + 24);
        long header = source.u32(at + 42);
        long extra = at + 46 + nameLength;
        long extraEnd = extra + extraLength;
        while (extra + 4 <= extraEnd) {
            int id = source.u16(extra);
            int length = source.u16(extra + 2);
            if (id == 1) {
                long field = extra + 4;
                if (size == IN_ZIP64) {
                    size = source.i64(field);
                    field += 8;
                }
                if (compressed == IN_ZIP64) {
                    compressed = source.i64(field);
                    field += 8;
                }
                if (header == IN_ZIP64) {
                    header = source.i64(field);
                }
            }
            extra += 4L + length;
        }
        String name = source.text(at + 46, nameLength, MAX_NAME);
        return new Entry(name, source.u16(at + 10), compressed, size, header);
    }

    public List<Entry> entries() {
        return entries;
    }

    public Optional<Entry> entry(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /**
     * The first {@code limit} bytes of an entry, inflated if need be.
     *
     * @throws MalformedException if the entry is not where the directory says, or does not inflate
     */
    public byte[] head(Entry entry, int limit) throws IOException {
        try (InputStream content = open(entry, limit)) {
            return content.readAllBytes();
        }
    }

    /**
     * The values behind these paths of an entry that is JSON; see {@link JsonExcerpt}.
     *
     * @param limit bytes after which the text ends, whatever size the directory claims
     * @throws MalformedException if the entry is none, or does not inflate
     */
    public JsonNode json(Entry entry, int limit, Set<String> paths) throws IOException {
        try (InputStream content = open(entry, limit)) {
            return new JsonExcerpt(source, paths).of(content);
        } catch (JsonProcessingException e) {
            throw new MalformedException(entry.name() + " is no JSON: " + e.getOriginalMessage());
        }
    }

    private InputStream open(Entry entry, int limit) throws IOException {
        if (!source.hasAscii(entry.header(), "PK\3\4")) {
            throw new MalformedException("no entry at " + entry.header());
        }
        long data = entry.header() + 30 + source.u16(entry.header() + 26) + source.u16(entry.header() + 28);
        source.require(data, entry.compressedSize());
        return switch (entry.method()) {
            case STORED -> source.stream(data, Math.min(entry.compressedSize(), limit));
            case DEFLATED -> new Inflated(entry.name(), source.stream(data, entry.compressedSize()), limit);
            default -> throw new MalformedException("compression method " + entry.method());
        };
    }

    /** An entry as it is inflated, up to a limit: how long it gets is not known before. */
    private static final class Inflated extends InflaterInputStream {
        private final String name;
        private int left;

        Inflated(String name, InputStream stored, int limit) {
            super(stored, new Inflater(true));
            this.name = name;
            this.left = limit;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            try {
                int got = super.read(target, offset, Math.min(length, left));
                left -= Math.max(0, got);
                return got;
            } catch (ZipException | EOFException e) {
                throw new MalformedException("entry " + name + " does not inflate: " + e.getMessage());
            }
        }

        /** The platform's stream keeps an inflater that it did not make itself. */
        @Override
        public void close() throws IOException {
            super.close();
            inf.end();
        }
    }
}
