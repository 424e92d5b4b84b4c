package dev.gpudoctor.smoke;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * An array in NumPy's {@code .npy} format: little-endian, row by row.
 *
 * @param type NumPy's type, such as {@code <f4}
 * @param shape dimensions
 * @param data raw elements
 */
public record NpyArray(String type, long[] shape, byte[] data) {
    /** Largest file read, as far as this process has memory for it; an archive may hold ten thousand times its size. */
    public static final int MAX_BYTES = 1 << 30;

    /** Of all memory, one part that is taken by arrays; while they are read, they are there twice. */
    private static final int PART_OF_MEMORY = 4;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER = 1 << 16;
    private static final int MAX_ENTRIES = 1000;
    private static final int ALIGNMENT = 64;
    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([<|=>]?[a-zA-Z]\\d{1,2})'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read or is no such array
     */
    public static NpyArray read(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return parse(stream, file.toString(), most());
        }
    }

    /**
     * Reads all arrays of an {@code .npz} archive, by name.
     *
     * @throws IOException if it cannot be read or holds something else
     */
    public static Map<String, NpyArray> readArchive(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return parseArchive(stream, file.toString());
        }
    }

    /** As {@link #readArchive}; errors name the file so. */
    public static Map<String, NpyArray> parseArchive(InputStream file, String name) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(file)) {
            long left = most();
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (arrays.size() == MAX_ENTRIES) {
                    throw new IOException(name + ": more than " + MAX_ENTRIES + " arrays");
                }
                String inside = entry.getName();
                NpyArray array = parse(zip, name + "!" + inside, left);
                left -= array.data.length;
                arrays.put(inside.endsWith(".npy") ? inside.substring(0, inside.length() - 4) : inside, array);
            }
        } catch (EOFException | ZipException | IllegalArgumentException e) {
            // The last is what an entry's name that is no text gives.
            throw new IOException(name + ": not a whole archive of NumPy arrays", e);
        }
        return arrays;
    }

    /** The array as a file's content. */
    public byte[] toFile() {
        String dimensions = Arrays.stream(shape).mapToObj(each -> each + ",").collect(Collectors.joining(" "));
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + dimensions + "), }";
        int unpadded = MAGIC.length + 4 + header.length() + 1;
        header += " ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT) + "\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        out.write(1);
        out.write(0);
        out.write(header.length());
        out.write(header.length() >>> 8);
        out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(data);
        return out.toByteArray();
    }

    /**
     * The elements as numbers.
     *
     * @throws IOException if the type is none that a tensor has
     */
    public double[] values() throws IOException {
        int size = elementBytes(type);
        ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        double[] values = new double[data.length / size];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type.substring(1)) {
                case "f8" -> buffer.getDouble();
                case "f4" -> buffer.getFloat();
                case "f2" -> half(buffer.getShort());
                case "i8" -> buffer.getLong();
                case "i4" -> buffer.getInt();
                case "i2" -> buffer.getShort();
                case "i1" -> buffer.get();
                case "u1", "b1" -> buffer.get() & 0xff;
                default -> throw new IOException("elements of type " + type + " cannot be compared");
            };
        }
        return values;
    }

    /** Half precision, spelt out: the JDK's own conversion is newer than the oldest JDK served. */
    public static float half(short bits) {
        int exponent = bits >>> 10 & 0x1f;
        int mantissa = bits & 0x3ff;
        float magnitude;
        if (exponent == 0) {
            magnitude = mantissa * 0x1p-24f;
        } else if (exponent == 0x1f) {
            magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Float.intBitsToFloat(exponent + 112 << 23 | mantissa << 13);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    private static long most() {
        return Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_MEMORY);
    }

    /** As {@link #read}; errors name the file so. */
    public static NpyArray parse(byte[] bytes, String where) throws IOException {
        return parse(new ByteArrayInputStream(bytes), where, most());
    }

    /** What the header promises is read and no more, however much follows. */
    private static NpyArray parse(InputStream stream, String where, long most) throws IOException {
        byte[] start = stream.readNBytes(MAGIC.length + 2);
        if (start.length < MAGIC.length + 2 || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException(where + ": not a NumPy array");
        }
        int lengthBytes = start[MAGIC.length] == 1 ? 2 : 4;
        ByteBuffer field = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        field.put(stream.readNBytes(lengthBytes));
        int length = field.getInt(0);
        byte[] description = length < 0 || length > MAX_HEADER ? new byte[0] : stream.readNBytes(length);
        if (description.length != length) {
            throw new IOException(where + ": the header of the array does not fit the file");
        }
        String header = new String(description, StandardCharsets.ISO_8859_1);
        Matcher type = DESCRIPTION.matcher(header);
        Matcher fortran = FORTRAN.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!type.find() || !fortran.find() || !shape.find()) {
            throw new IOException(where + ": the header of the array is not understood");
        }
        if (type.group(1).startsWith(">") || fortran.group(1).equals("True")) {
            throw new IOException(where + ": save the array little-endian and in C order (numpy.ascontiguousarray)");
        }
        try {
            long[] dimensions = Arrays.stream(shape.group(1).split(","))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
            long size = size(dimensions, type.group(1));
            if (size > most) {
                throw new IOException(where + ": larger than " + (most >> 20) + " MiB");
            }
            byte[] data = stream.readNBytes((int) size);
            if (data.length != size || stream.read() >= 0) {
                throw new IOException(where + ": shape and size of the array do not agree");
            }
            return new NpyArray(type.group(1), dimensions, data);
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IOException(where + ": no array has the shape (" + shape.group(1) + ")", e);
        }
    }

    private static long size(long[] dimensions, String type) {
        long bytes = elementBytes(type);
        for (long dimension : dimensions) {
            bytes = Math.multiplyExact(bytes, dimension);
        }
        return bytes;
    }

    private static int elementBytes(String type) {
        return Math.max(1, Integer.parseInt(type.replaceAll("\\D", "")));
    }
}
