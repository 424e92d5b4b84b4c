package dev.gpudoctor.probe.host;

import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Scene;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The machine as probes see it: files by absolute path, and an environment. Everything is bounded and nothing is
 * thrown: a file that is not there, may not be read, is no regular file or is larger than asked for is a stated fact.
 * Safe for use by several threads.
 */
public interface Host {
    /** Bound for files of settings and status, in bytes. */
    int SMALL = 1 << 20;

    /** Most entries read of one directory. */
    int MAX_ENTRIES = 50_000;

    /** Reason of what this user may not read. */
    String DENIED = "permission denied";

    Scene.Kind kind();

    /** The directory that is taken for {@code /}. */
    String root();

    /** The variables programs would start with; empty for a root file system, which has no processes. */
    Map<String, String> environment();

    /** Reads a file at random; the file is closed when the reading returns. */
    <T> Observed<T> open(String path, FileReading<T> reading);

    /** The names in a directory, sorted; cut at {@value #MAX_ENTRIES}. */
    Observed<List<String>> list(String directory);

    /** The path without symbolic links, as seen from {@link #root}. */
    Observed<String> realPath(String path);

    /** What a symbolic link says; absent where the path is no link. */
    Observed<String> link(String path);

    /** What the file behind all links is. */
    Observed<FileFacts> facts(String path);

    /** Whether this user may open the file for reading and writing. */
    Observed<Boolean> accessible(String path);

    /** Size in bytes of the file system that holds the path. */
    Observed<Long> capacity(String path);

    /** A way to read an open file. */
    @FunctionalInterface
    interface FileReading<T> {
        T read(FileView file) throws IOException;
    }

    /** A whole file; unreadable where it is larger than {@code limit} bytes. */
    default Observed<byte[]> bytes(String path, int limit) {
        return open(path, file -> file.all(limit));
    }

    /** A whole file as text; bytes that are no UTF-8 become replacement characters. */
    default Observed<String> text(String path, int limit) {
        return bytes(path, limit).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** A whole file of at most {@value #SMALL} bytes as text. */
    default Observed<String> text(String path) {
        return text(path, SMALL);
    }

    default boolean isDirectory(String path) {
        return facts(path)
                .toOptional()
                .filter(facts -> facts.type() == FileFacts.Type.DIRECTORY)
                .isPresent();
    }

    default boolean isFile(String path) {
        return facts(path)
                .toOptional()
                .filter(facts -> facts.type() == FileFacts.Type.FILE)
                .isPresent();
    }

    default boolean exists(String path) {
        return facts(path).isFound();
    }

    /** The names in a directory, none where it cannot be listed. */
    default List<String> names(String directory) {
        return list(directory).toOptional().orElse(List.of());
    }
}
