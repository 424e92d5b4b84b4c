package dev.gpudoctor.model.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The folder around a model, for the files that belong to it. Nothing outside the folder is looked at. */
public final class Surroundings {
    private final Optional<Path> file;

    private Surroundings(Optional<Path> file) {
        this.file = file;
    }

    public static Surroundings of(Path file) {
        return new Surroundings(Optional.of(file.toAbsolutePath().normalize()));
    }

    /** Bytes without a folder. */
    public static Surroundings none() {
        return new Surroundings(Optional.empty());
    }

    public boolean known() {
        return file.isPresent();
    }

    /** The model's own file name without its last extension; empty for bytes without a folder. */
    public String stem() {
        String name = fileName();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    public String fileName() {
        return file.map(path -> path.getFileName().toString()).orElse("");
    }

    /** Whether a relative name stays inside the folder, symbolic links included. */
    public boolean isInside(String relative) throws IOException {
        return resolve(relative).isPresent();
    }

    /** The size in bytes of a regular file inside the folder; nothing if there is none. */
    public Optional<Long> sizeOf(String relative) throws IOException {
        Optional<Path> path = resolve(relative);
        return path.isPresent() && Files.isRegularFile(path.get())
                ? Optional.of(Files.size(path.get()))
                : Optional.empty();
    }

    private Optional<Path> resolve(String relative) throws IOException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Path folder = Objects.requireNonNull(file.get().getParent());
        try {
            Path path = folder.resolve(relative).normalize();
            if (relative.isEmpty() || Path.of(relative).isAbsolute() || !path.startsWith(folder)) {
                return Optional.empty();
            }
            boolean leaves = Files.exists(path) && !path.toRealPath().startsWith(folder.toRealPath());
            return leaves ? Optional.empty() : Optional.of(path);
        } catch (InvalidPathException e) {
            // a name that no file can have names nothing inside the folder either
            return Optional.empty();
        }
    }
}
