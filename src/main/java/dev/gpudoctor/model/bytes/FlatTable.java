package dev.gpudoctor.model.bytes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table of a FlatBuffer lying in a file; fields are named by their index in the schema.
 *
 * <p>Format: <a href="https://flatbuffers.dev/internals">FlatBuffers internals</a>.
 */
public final class FlatTable {
    private static final int MAX_TEXT = 1024;
    private static final int MAX_VECTOR = 1 << 20;

    private final ByteSource source;
    private final long at;
    private final long vtable;
    private final int vtableSize;

    private FlatTable(ByteSource source, long at) throws IOException {
        source.step();
        source.keep(0);
        source.require(at, 4);
        this.source = source;
        this.at = at;
        this.vtable = at - source.i32(at);
        source.require(vtable, 4);
        this.vtableSize = source.u16(vtable);
    }

    /** The root table of a buffer that begins at this place. */
    public static FlatTable root(ByteSource source, long start) throws IOException {
        return new FlatTable(source, start + source.u32(start));
    }

    private Optional<Long> place(int field) throws IOException {
        int slot = 4 + 2 * field;
        if (slot + 2 > vtableSize) {
            return Optional.empty();
        }
        int offset = source.u16(vtable + slot);
        return offset == 0 ? Optional.empty() : Optional.of(at + offset);
    }

    private Optional<Long> target(int field) throws IOException {
        Optional<Long> place = place(field);
        return place.isEmpty() ? place : Optional.of(place.get() + source.u32(place.get()));
    }

    public int u8(int field, int absent) throws IOException {
        Optional<Long> place = place(field);
        return place.isEmpty() ? absent : source.u8(place.get());
    }

    public long i32(int field, int absent) throws IOException {
        Optional<Long> place = place(field);
        return place.isEmpty() ? absent : source.i32(place.get());
    }

    public long i64(int field, long absent) throws IOException {
        Optional<Long> place = place(field);
        return place.isEmpty() ? absent : source.i64(place.get());
    }

    public Optional<String> text(int field) throws IOException {
        Optional<Long> target = target(field);
        return target.isEmpty() ? Optional.empty() : Optional.of(textAt(target.get()));
    }

    private String textAt(long place) throws IOException {
        return source.text(place + 4, source.u32(place), MAX_TEXT);
    }

    public Optional<FlatTable> table(int field) throws IOException {
        Optional<Long> target = target(field);
        return target.isEmpty() ? Optional.empty() : Optional.of(new FlatTable(source, target.get()));
    }

    /** How many elements the vector has; zero where it is absent. */
    public long count(int field) throws IOException {
        Optional<Long> target = target(field);
        return target.isEmpty() ? 0 : source.u32(target.get());
    }

    private long vector(int field, int elementSize) throws IOException {
        long count = count(field);
        if (count > MAX_VECTOR) {
            throw new MalformedException("a vector of " + count + " elements");
        }
        if (count > 0) {
            source.require(target(field).orElseThrow() + 4, count * elementSize);
        }
        return count;
    }

    public List<FlatTable> tables(int field) throws IOException {
        List<FlatTable> tables = new ArrayList<>();
        long count = vector(field, 4);
        for (long i = 0; i < count; i++) {
            tables.add(new FlatTable(source, element(field, i)));
        }
        return tables;
    }

    /** One table of a vector, without reading the others. */
    public FlatTable table(int field, long index) throws IOException {
        if (index < 0 || index >= count(field)) {
            throw new MalformedException("element " + index + " of a vector of " + count(field));
        }
        return new FlatTable(source, element(field, index));
    }

    public List<String> texts(int field) throws IOException {
        List<String> texts = new ArrayList<>();
        long count = vector(field, 4);
        for (long i = 0; i < count; i++) {
            source.step();
            texts.add(source.keep(textAt(element(field, i))));
        }
        return texts;
    }

    private long element(int field, long index) throws IOException {
        long place = target(field).orElseThrow() + 4 + 4 * index;
        return place + source.u32(place);
    }

    public List<Integer> ints(int field) throws IOException {
        List<Integer> ints = new ArrayList<>();
        long count = vector(field, 4);
        for (long i = 0; i < count; i++) {
            source.step();
            source.keep(0);
            ints.add(source.i32(target(field).orElseThrow() + 4 + 4 * i));
        }
        return ints;
    }
}
