package dev.gpudoctor.probe;

import dev.gpudoctor.probe.host.RootHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Builds a root file system below a directory. */
public record Tree(Path root) {
    public Tree file(String path, String content) {
        return file(path, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    public Tree file(String path, byte[] content) {
        return change(path, file -> Files.write(file, content));
    }

    public Tree link(String path, String target) {
        return change(path, file -> Files.createSymbolicLink(file, Path.of(target)));
    }

    public Tree directory(String path) {
        return change(path, Files::createDirectories);
    }

    public RootHost host() {
        try {
            return RootHost.of(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tree as a running machine with these variables. */
    public RootHost running(Map<String, String> environment) {
        try {
            return RootHost.captured(root, environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Change {
        Path on(Path file) throws IOException;
    }

    private Tree change(String path, Change change) {
        try {
            Path file = root.resolve(path.substring(1));
            Files.createDirectories(file.getParent());
            change.on(file);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
