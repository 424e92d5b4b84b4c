package dev.gpudoctor.matrix;

import dev.gpudoctor.json.FileFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Where matrix files are read from. */
public interface MatrixSource {
    /** Largest file that is read, in bytes. */
    int MAX_FILE_BYTES = 4 << 20;

    /** What to call it in a report. */
    String description();

    /**
     * The bytes of a file, or nothing if there is none.
     *
     * @param name path of the file inside the matrix, parts separated by slashes
     * @throws MatrixException if it cannot be read or is larger than {@link #MAX_FILE_BYTES}
     */
    Optional<byte[]> read(String name);

    /** The matrix that comes with the program. */
    static MatrixSource builtIn() {
        return new BuiltIn();
    }

    /** A folder laid out like {@code compatibility-matrix/}. */
    static MatrixSource directory(Path directory) {
        return new Directory(directory);
    }

    /** Class path. */
    record BuiltIn() implements MatrixSource {
        private static final String FOLDER = "/compatibility-matrix/";

        @Override
        public String description() {
            return "built-in";
        }

        @Override
        public Optional<byte[]> read(String name) {
            try (InputStream stream = BuiltIn.class.getResourceAsStream(FOLDER + name)) {
                return stream == null ? Optional.empty() : Optional.of(bounded(name, stream));
            } catch (IOException e) {
                throw new MatrixException(name, "cannot be read: " + FileFault.reason(e), e);
            }
        }
    }

    /** File system. */
    record Directory(Path directory) implements MatrixSource {
        @Override
        public String description() {
            return directory.toString();
        }

        @Override
        public Optional<byte[]> read(String name) {
            Path file = directory.resolve(name);
            if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            if (!Files.isRegularFile(file)) {
                throw new MatrixException(file.toString(), "", "is not a file");
            }
            try (InputStream stream = Files.newInputStream(file)) {
                return Optional.of(bounded(file.toString(), stream));
            } catch (IOException e) {
                throw new MatrixException(file.toString(), "cannot be read: " + FileFault.reason(e), e);
            }
        }
    }

    private static byte[] bounded(String name, InputStream stream) throws IOException {
        byte[] bytes = stream.readNBytes(MAX_FILE_BYTES + 1);
        if (bytes.length > MAX_FILE_BYTES) {
            throw new MatrixException(name, "", "is larger than " + MAX_FILE_BYTES + " bytes");
        }
        return bytes;
    }
}
