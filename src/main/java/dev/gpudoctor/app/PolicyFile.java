package dev.gpudoctor.app;

import dev.gpudoctor.json.FileFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A policy as a file.
 *
 * @param name the name to report
 * @param text what stands in it
 */
public record PolicyFile(String name, String text) {
    /** The name under which a policy is found by itself. */
    public static final String NAME = "gpudoctor.yaml";

    private static final int MAX_BYTES = 1 << 20;

    /**
     * The policy of the repository around that directory: in the directory itself or above it, as far as the
     * repository's root. Outside a repository only the directory itself is looked at, so that nobody's file in a common
     * parent such as {@code /tmp} decides.
     *
     * @throws InputException if there is one that can't be read
     */
    public static Optional<PolicyFile> around(Path directory) throws InputException {
        Path start = directory.toAbsolutePath().normalize();
        Path top = repositoryRoot(start).orElse(start);
        for (Path folder = start; folder != null && folder.startsWith(top); folder = folder.getParent()) {
            Path file = folder.resolve(NAME);
            if (Files.exists(file)) {
                return Optional.of(read(start.relativize(file).toString(), file));
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> repositoryRoot(Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    /**
     * The policy in that file.
     *
     * @param name the name to report
     * @throws InputException if it can't be read
     */
    public static PolicyFile read(String name, Path file) throws InputException {
        if (!Files.isRegularFile(file)) {
            throw new InputException(
                    "can't read " + name + ": " + (Files.exists(file) ? "not a file" : "no such file"));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new InputException(name + ": longer than " + MAX_BYTES + " bytes");
            }
            return new PolicyFile(name, new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InputException("can't read " + name + ": " + FileFault.reason(e));
        }
    }
}
