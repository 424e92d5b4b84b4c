package dev.gpudoctor.probe.format;

import dev.gpudoctor.probe.host.FileView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tables of an SQLite 3 database, read page by page. Only what package databases need is read: rows by number, and all
 * rows of a small table. What a writer has not yet moved out of its write-ahead log is not seen.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html">Database file format</a>
 */
public final class SqliteTable {
    private static final String MAGIC = "SQLite format 3\0";
    private static final int FILE_HEADER = 100;
    private static final int TABLE_INTERIOR = 0x05;
    private static final int TABLE_LEAF = 0x0d;
    private static final int MAX_PAGES = 20_000;
    private static final int MAX_DEPTH = 20;

    private final FileView file;
    private final int pageSize;
    private final int usable;
    private final int root;
    private int budget = MAX_PAGES;

    private SqliteTable(FileView file, int pageSize, int usable, int root) {
        this.file = file;
        this.pageSize = pageSize;
        this.usable = usable;
        this.root = root;
    }

    /**
     * A row.
     *
     * @param id its number
     * @param columns texts and blobs as bytes, integers as their decimal text
     */
    public record Row(long id, List<byte[]> columns) {
        /** A column as text; empty where the row has fewer. */
        public String text(int column) {
            return column < columns.size() ? new String(columns.get(column), StandardCharsets.UTF_8) : "";
        }
    }

    /**
     * A table by its name.
     *
     * @throws IOException if the file is no SQLite database or is damaged
     */
    public static Optional<SqliteTable> open(FileView file, String name) throws IOException {
        ByteBuffer head = ByteBuffer.wrap(file.exactly(0, FILE_HEADER));
        byte[] magic = new byte[MAGIC.length()];
        head.get(magic);
        if (!new String(magic, StandardCharsets.ISO_8859_1).equals(MAGIC)) {
            throw new IOException("not an SQLite database");
        }
        int size = Short.toUnsignedInt(head.getShort());
        int pageSize = size == 1 ? 1 << 16 : size;
        int reserved = Byte.toUnsignedInt(head.get(20));
        if (Integer.bitCount(pageSize) != 1 || pageSize < 512 || pageSize - reserved < 480) {
            throw new IOException("not a page size: " + pageSize);
        }
        SqliteTable schema = new SqliteTable(file, pageSize, pageSize - reserved, 1);
        for (Row row : schema.rows(pageSize)) {
            if (row.text(0).equals("table")
                    && row.text(1).equals(name)
                    && row.text(3).matches("\\d{1,9}")) {
                return Optional.of(new SqliteTable(file, pageSize, pageSize - reserved, Integer.parseInt(row.text(3))));
            }
        }
        return Optional.empty();
    }

    /**
     * All rows, in the order of their numbers.
     *
     * @param most bytes to read of each row
     */
    public List<Row> rows(int most) throws IOException {
        List<Row> rows = new ArrayList<>();
        collect(root, most, rows, new HashSet<>());
        return rows;
    }

    private void collect(int page, int most, List<Row> rows, Set<Integer> seen) throws IOException {
        if (!seen.add(page)) {
            throw new IOException("page " + page + " contains itself");
        }
        ByteBuffer bytes = page(page);
        int start = page == 1 ? FILE_HEADER : 0;
        int type = bytes.get(start);
        int cells = Short.toUnsignedInt(bytes.getShort(start + 3));
        if (type == TABLE_LEAF) {
            for (int i = 0; i < cells; i++) {
                rows.add(leaf(bytes, cell(bytes, start + 8, i), most));
            }
        } else if (type == TABLE_INTERIOR) {
            for (int i = 0; i < cells; i++) {
                collect(bytes.getInt(cell(bytes, start + 12, i)), most, rows, seen);
            }
            collect(bytes.getInt(start + 8), most, rows, seen);
        } else {
            throw new IOException("page " + page + " is not of a table");
        }
    }

    /** One row, by its number. */
    public Optional<Row> row(long id, int most) throws IOException {
        int page = root;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            ByteBuffer bytes = page(page);
            int start = page == 1 ? FILE_HEADER : 0;
            int type = bytes.get(start);
            int cells = Short.toUnsignedInt(bytes.getShort(start + 3));
            if (type == TABLE_LEAF) {
                for (int i = 0; i < cells; i++) {
                    int at = cell(bytes, start + 8, i);
                    ByteBuffer cell = bytes.duplicate().position(at);
                    varint(cell);
                    if (varint(cell) == id) {
                        return Optional.of(leaf(bytes, at, most));
                    }
                }
                return Optional.empty();
            }
            if (type != TABLE_INTERIOR) {
                throw new IOException("page " + page + " is not of a table");
            }
            int next = bytes.getInt(start + 8);
            for (int i = 0; i < cells; i++) {
                ByteBuffer cell = bytes.duplicate().position(cell(bytes, start + 12, i));
                int child = cell.getInt();
                if (id <= varint(cell)) {
                    next = child;
                    break;
                }
            }
            page = next;
        }
        throw new IOException("too deep a tree");
    }

    private int cell(ByteBuffer page, int pointers, int index) throws IOException {
        int at = pointers + 2 * index;
        int cell = at + 2 <= page.limit() ? Short.toUnsignedInt(page.getShort(at)) : page.limit();
        if (cell < pointers || cell > page.limit() - 4) {
            throw new IOException("a cell outside its page");
        }
        return cell;
    }

    private ByteBuffer page(int number) throws IOException {
        if (number < 1 || budget-- <= 0) {
            throw new IOException(number < 1 ? "not a page: " + number : "too many pages");
        }
        return ByteBuffer.wrap(file.exactly((number - 1L) * pageSize, pageSize));
    }

    private Row leaf(ByteBuffer page, int at, int most) throws IOException {
        try {
            ByteBuffer cell = page.duplicate().position(at);
            long size = varint(cell);
            long id = varint(cell);
            return new Row(id, columns(ByteBuffer.wrap(payload(cell, size, most))));
        } catch (java.nio.BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("a damaged row", e);
        }
    }

    /** What does not fit into the page goes on in a chain of others. */
    private byte[] payload(ByteBuffer cell, long size, int most) throws IOException {
        int least = (usable - 12) * 32 / 255 - 23;
        long fits = least + (size - least) % (usable - 4);
        int here = (int) (size <= usable - 35 ? size : fits <= usable - 35 ? fits : least);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] local = new byte[here];
        cell.get(local);
        bytes.write(local);
        if (here < size) {
            int next = cell.getInt();
            while (next != 0 && bytes.size() < Math.min(size, most)) {
                ByteBuffer more = page(next);
                next = more.getInt();
                int length = (int) Math.min(usable - 4L, size - bytes.size());
                bytes.write(more.array(), 4, length);
            }
        }
        return bytes.toByteArray();
    }

    private static List<byte[]> columns(ByteBuffer row) {
        int start = row.position();
        int end = start + (int) varint(row);
        List<Long> types = new ArrayList<>();
        while (row.position() < end) {
            types.add(varint(row));
        }
        List<byte[]> columns = new ArrayList<>();
        for (long type : types) {
            if (type >= 12) {
                byte[] bytes = new byte[(int) Math.min((type - 12) / 2, row.remaining())];
                row.get(bytes);
                columns.add(bytes);
            } else {
                columns.add(number(row, (int) type));
            }
        }
        return columns;
    }

    private static byte[] number(ByteBuffer row, int type) {
        int[] lengths = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
        long value = type == 9 ? 1 : 0;
        for (int i = 0; i < lengths[type]; i++) {
            byte next = row.get();
            value = i == 0 ? next : value << Byte.SIZE | Byte.toUnsignedLong(next);
        }
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            byte next = bytes.get();
            value = value << 7 | next & 0x7f;
            if (next >= 0) {
                return value;
            }
        }
        return value << Byte.SIZE | Byte.toUnsignedLong(bytes.get());
    }
}
