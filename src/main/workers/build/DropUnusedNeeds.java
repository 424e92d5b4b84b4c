import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes libraries that a JNI file asks for without using a single symbol of them out of its dynamic section. The oldest
 * TensorRT preset was linked against all of CUDA and cuDNN that way and would not load where any of it is missing.
 *
 * <p>Run by the build: {@code java DropUnusedNeeds.java DIRECTORY PREFIX...}, the prefixes naming what to drop.
 */
public final class DropUnusedNeeds {
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final long DT_NULL = 0;
    private static final long DT_NEEDED = 1;
    private static final long DT_STRTAB = 5;
    /** A tag of the range left to operating systems that means nothing to any loader. */
    private static final long DT_IGNORED = 0x6000_0fff;

    public static void main(String[] arguments) throws IOException {
        List<String> unwanted = List.of(arguments).subList(1, arguments.length);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(arguments[0]), "*.so")) {
            for (Path file : files) {
                drop(file, unwanted);
            }
        }
    }

    private static void drop(Path file, List<String> unwanted) throws IOException {
        ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int dynamic = -1;
        for (int i = 0; i < elf.getShort(56); i++) {
            int header = (int) elf.getLong(32) + i * elf.getShort(54);
            if (elf.getInt(header) == PT_DYNAMIC) {
                dynamic = (int) elf.getLong(header + 8);
            }
        }
        int strings = -1;
        for (int entry = dynamic; elf.getLong(entry) != DT_NULL; entry += 16) {
            if (elf.getLong(entry) == DT_STRTAB) {
                strings = offset(elf, elf.getLong(entry + 8));
            }
        }
        for (int entry = dynamic; elf.getLong(entry) != DT_NULL; entry += 16) {
            if (elf.getLong(entry) == DT_NEEDED) {
                String name = text(elf, strings + (int) elf.getLong(entry + 8));
                if (unwanted.stream().anyMatch(name::startsWith)) {
                    elf.putLong(entry, DT_IGNORED);
                }
            }
        }
        Files.write(file, elf.array());
    }

    private static int offset(ByteBuffer elf, long address) {
        for (int i = 0; i < elf.getShort(56); i++) {
            int header = (int) elf.getLong(32) + i * elf.getShort(54);
            long start = elf.getLong(header + 16);
            if (elf.getInt(header) == PT_LOAD && address >= start && address < start + elf.getLong(header + 32)) {
                return (int) (address - start + elf.getLong(header + 8));
            }
        }
        throw new IllegalArgumentException("no segment holds address " + address);
    }

    private static String text(ByteBuffer elf, int start) {
        int end = start;
        while (elf.get(end) != 0) {
            end++;
        }
        return new String(elf.array(), start, end - start, StandardCharsets.US_ASCII);
    }
}
