package dev.gpudoctor.model.bytes;

import java.io.IOException;

/**
 * A protobuf message lying in a file, read field by field without a schema. Payloads are skipped by their length, so
 * walking a message costs its number of fields and not its bytes.
 *
 * <p>Wire format: <a href="https://protobuf.dev/programming-guides/encoding">protobuf encoding</a>.
 */
public final class Proto {
    /** Deepest nesting followed; ONNX subgraphs nest, hostile ones without end. */
    public static final int MAX_DEPTH = 64;

    /** Longest text handed out, in bytes; longer ones are cut. */
    public static final int MAX_TEXT = 1024;

    /** How a field is encoded. */
    public enum Wire {
        VARINT,
        FIXED64,
        LENGTH,
        FIXED32
    }

    private final ByteSource source;
    private final long start;
    private final long end;
    private final int depth;

    private Proto(ByteSource source, long start, long end, int depth) {
        this.source = source;
        this.start = start;
        this.end = end;
        this.depth = depth;
    }

    /** The whole file as one message. */
    public static Proto of(ByteSource source) {
        return new Proto(source, 0, source.size(), 0);
    }

    /** The message that a field of an outer one held at this place. */
    public static Proto at(ByteSource source, long start, long length) throws MalformedException {
        source.require(start, length);
        return new Proto(source, start, start + length, 0);
    }

    public Fields fields() {
        return new Fields();
    }

    public long start() {
        return start;
    }

    public long length() {
        return end - start;
    }

    /** A cursor over the fields, in the order of the file. */
    public final class Fields {
        private long next = start;
        private int number;
        private Wire wire = Wire.VARINT;
        private long value;
        private long at;
        private long length;

        /** Moves on; false at the end. */
        public boolean next() throws IOException {
            if (next >= end) {
                return false;
            }
            source.step();
            at = next;
            long tag = varint();
            number = (int) (tag >>> 3);
            if (tag >>> 3 == 0 || tag >>> 3 > 0x1FFF_FFFF) {
                throw new MalformedException("field number " + (tag >>> 3) + " at " + next);
            }
            switch ((int) (tag & 7)) {
                case 0 -> {
                    wire = Wire.VARINT;
                    value = varint();
                    length = 0;
                }
                case 1 -> fixed(Wire.FIXED64, 8);
                case 2 -> {
                    wire = Wire.LENGTH;
                    length = varint();
                    if (length < 0 || length > end - at) {
                        throw new TruncatedFieldException(number, length, end - at);
                    }
                }
                case 5 -> fixed(Wire.FIXED32, 4);
                default -> throw new MalformedException("wire type " + (tag & 7) + " at " + next);
            }
            next = at + length;
            return true;
        }

        private void fixed(Wire kind, int bytes) throws MalformedException {
            wire = kind;
            length = bytes;
            if (bytes > end - at) {
                throw new TruncatedFieldException(number, bytes, end - at);
            }
        }

        /** Reads a varint at {@code at} and leaves {@code at} behind it. */
        private long varint() throws IOException {
            long result = 0;
            for (int shift = 0; shift < 70; shift += 7) {
                if (at >= end) {
                    throw new TruncatedFieldException(number, 1, 0);
                }
                int octet = source.u8(at++);
                result |= (long) (octet & 0x7F) << shift;
                if (octet < 0x80) {
                    return result;
                }
            }
            throw new MalformedException("a varint of more than ten bytes at " + at);
        }

        public int number() {
            return number;
        }

        public Wire wire() {
            return wire;
        }

        /** Whether the field has this number and this encoding. */
        public boolean is(int wanted, Wire kind) {
            return number == wanted && wire == kind;
        }

        public boolean isLength(int wanted) {
            return is(wanted, Wire.LENGTH);
        }

        public boolean isVarint(int wanted) {
            return is(wanted, Wire.VARINT);
        }

        /** The value of a varint field. */
        public long value() {
            return value;
        }

        /** Where the payload begins. */
        public long at() {
            return at;
        }

        /** Bytes of the payload. */
        public long length() {
            return length;
        }

        public String text() throws IOException {
            return source.text(at, length, MAX_TEXT);
        }

        public Proto message() throws MalformedException {
            if (depth >= MAX_DEPTH) {
                throw new MalformedException("messages nested deeper than " + MAX_DEPTH);
            }
            return new Proto(source, at, at + length, depth + 1);
        }

        /** The numbers of a field that may be packed: one for a varint, all of them for a packed payload. */
        public void eachVarint(java.util.function.LongConsumer consumer) throws IOException {
            if (wire == Wire.VARINT) {
                consumer.accept(value);
                return;
            }
            Fields packed = new Proto(source, at, at + length, depth).fields();
            packed.at = at;
            while (packed.at < at + length) {
                source.step();
                consumer.accept(packed.varint());
            }
        }
    }
}
