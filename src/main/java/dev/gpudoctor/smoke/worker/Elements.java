package dev.gpudoctor.smoke.worker;

import dev.gpudoctor.smoke.NpyArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Element types of tensors: their size, and how their bytes become numbers and back. */
public enum Elements {
    FLOAT(4, true),
    HALF(2, true),
    INT8(1, false),
    INT32(4, false),
    BOOL(1, false),
    UINT8(1, false),
    FP8(1, true),
    BF16(2, true),
    INT64(8, false);

    /** What output buffers are filled with before a run: NaN in every floating type, so that what stays is seen. */
    public static final byte POISON = (byte) 0xff;

    private final int bytes;
    private final boolean floating;

    Elements(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /** The type with TensorRT's number; the order of the constants is TensorRT's. */
    public static Elements of(int tensorRtType) throws LayerFault {
        if (tensorRtType < 0 || tensorRtType >= values().length) {
            throw new LayerFault("a tensor has element type " + tensorRtType + ", which this smoke test cannot fill");
        }
        return values()[tensorRtType];
    }

    public int bytes() {
        return bytes;
    }

    /** The type in NumPy's spelling; types NumPy does not have go as raw bytes of that size. */
    String numpy() {
        return switch (this) {
            case FLOAT -> "<f4";
            case HALF -> "<f2";
            case INT8 -> "|i1";
            case INT32 -> "<i4";
            case BOOL -> "|b1";
            case UINT8, FP8 -> "|u1";
            case BF16 -> "<u2";
            case INT64 -> "<i8";
        };
    }

    /** Seeded pseudo-random elements: reals between -1 and 1, whole numbers 0 or 1, which are an index anywhere. */
    double[] random(int count, Random random) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = floating ? (float) (2 * random.nextDouble() - 1) : random.nextInt(2);
        }
        return values;
    }

    byte[] encode(double[] values) throws LayerFault {
        ByteBuffer buffer =
                ByteBuffer.allocate(Math.multiplyExact(values.length, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            switch (this) {
                case FLOAT -> buffer.putFloat((float) value);
                case HALF -> buffer.putShort(toHalf((float) value));
                case BF16 -> buffer.putShort(toBfloat((float) value));
                case INT8, UINT8, BOOL -> buffer.put((byte) value);
                case INT32 -> buffer.putInt((int) value);
                case INT64 -> buffer.putLong((long) value);
                default -> throw new LayerFault("inputs of type " + this + " cannot be made");
            }
        }
        return buffer.array();
    }

    double[] decode(byte[] raw) throws LayerFault {
        ByteBuffer buffer = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        double[] values = new double[raw.length / bytes];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (this) {
                case FLOAT -> buffer.getFloat();
                case HALF -> NpyArray.half(buffer.getShort());
                case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
                case INT8 -> buffer.get();
                case UINT8, BOOL -> buffer.get() & 0xff;
                case INT32 -> buffer.getInt();
                case INT64 -> buffer.getLong();
                default -> throw new LayerFault("outputs of type " + this + " cannot be read");
            };
        }
        return values;
    }

    /** How many elements still hold nothing but poison; only types whose poison is no sensible value can tell. */
    long untouched(byte[] raw) {
        if (!floating) {
            return 0;
        }
        long count = 0;
        for (int start = 0; start + bytes <= raw.length; start += bytes) {
            boolean poison = true;
            for (int i = start; i < start + bytes; i++) {
                poison &= raw[i] == POISON;
            }
            count += poison ? 1 : 0;
        }
        return count;
    }

    /** Rounds to the nearest half-precision number, ties to even. */
    static short toHalf(float value) {
        int bits = Float.floatToIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude >= 0x47800000) {
            boolean nan = magnitude > 0x7f800000;
            return (short) (sign | (nan ? 0x7e00 : 0x7c00));
        }
        if (magnitude < 0x38800000) {
            // Subnormal: multiples of 2^-24.
            return (short) (sign | (int) Math.rint(Math.abs((double) value) * (1 << 24)));
        }
        int rounded = magnitude + 0xfff + (magnitude >>> 13 & 1);
        return (short) (sign | rounded - 0x38000000 >>> 13);
    }

    /** Rounds to the nearest bfloat16 number, ties to even. */
    static short toBfloat(float value) {
        int bits = Float.floatToIntBits(value);
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }
}
