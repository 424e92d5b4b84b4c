package dev.gpudoctor.model.format;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds the models in a directory, by name; what they are is for {@link ModelReader} to say. */
public final class ModelFinder {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_VISITED = 50_000;
    private static final int MAX_FOUND = 500;

    private static final Set<String> ENDINGS = Set.of(
            "onnx",
            "ort",
            "engine",
            "plan",
            "trt",
            "pb",
            "pbtxt",
            "prototxt",
            "caffemodel",
            "uff",
            "meta",
            "index",
            "ckpt",
            "tflite",
            "litertlm",
            "h5",
            "hdf5",
            "keras",
            "pt",
            "pth",
            "pt2",
            "ptl",
            "pte",
            "torchscript",
            "safetensors",
            "gguf",
            "xml");

    /** Small files that accompany a SavedModel. */
    private static final Set<String> COMPANIONS = Set.of("keras_metadata.pb", "fingerprint.pb");

    private ModelFinder() {}

    /**
     * The models in a directory, in the order of their paths; a file stands for itself. The directory may be a symbolic
     * link and so may the files in it, as download caches lay them out; links to directories in it are not followed.
     */
    public static List<Path> find(Path start) throws IOException {
        if (!Files.isDirectory(start)) {
            return List.of(start);
        }
        List<Path> found = new ArrayList<>();
        Path real = start.toRealPath();
        Files.walkFileTree(real, EnumSet.noneOf(java.nio.file.FileVisitOption.class), MAX_DEPTH, new Visitor(found));
        found.replaceAll(file -> start.resolve(real.relativize(file)));
        found.sort(null);
        found.removeIf(file -> isShadowed(file, found));
        return found;
    }

    /** A checkpoint's index beside its graph says less than the graph. */
    private static boolean isShadowed(Path file, List<Path> found) {
        String name = file.getFileName().toString();
        return name.endsWith(".index")
                && found.contains(file.resolveSibling(name.substring(0, name.length() - 6) + ".meta"));
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final List<Path> found;
        private int visited;

        Visitor(List<Path> found) {
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            Path saved = directory.resolve("saved_model.pb");
            if (Files.isRegularFile(saved)) {
                found.add(saved);
                return FileVisitResult.SKIP_SUBTREE;
            }
            boolean hidden = directory.getFileName() != null
                    && directory.getFileName().toString().startsWith(".")
                    && visited > 0;
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            String ending = name.substring(name.lastIndexOf('.') + 1);
            boolean regular = attributes.isRegularFile() || (attributes.isSymbolicLink() && Files.isRegularFile(file));
            if (regular && ENDINGS.contains(ending) && !COMPANIONS.contains(name)) {
                found.add(file);
            }
            return ++visited >= MAX_VISITED || found.size() >= MAX_FOUND
                    ? FileVisitResult.TERMINATE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException exception) {
            // reading it will say why; a directory that does not open hides its models, which the caller reports
            found.add(file);
            return FileVisitResult.CONTINUE;
        }
    }
}
