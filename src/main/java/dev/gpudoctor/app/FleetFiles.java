package dev.gpudoctor.app;

import dev.gpudoctor.json.FileFault;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;

/** The files of a fleet: those that are named, and those in directories whose names are those of snapshots. */
final class FleetFiles {
    private static final Pattern SNAPSHOT = Pattern.compile("[^.].*\\.(?:json|ndjson|jsonl)(?:\\.gz)?");
    private static final Pattern ENDING = Pattern.compile("(?:\\.(?:json|ndjson|jsonl))?(?:\\.gz)?$");
    private static final int MAX_DEPTH = 16;
    private static final int MAX_FILES = 1_000_000;

    /** Standard input. */
    static final String INPUT = "-";

    /**
     * A file to read.
     *
     * @param name what it is called in reports
     * @param path where it is; of standard input, which has none, the empty path
     */
    record Source(String name, Path path) {
        boolean isInput() {
            return name.equals(INPUT);
        }

        /** The name of the file without its ending. */
        String stem() {
            return isInput()
                    ? "stdin"
                    : ENDING.matcher(String.valueOf(path.getFileName())).replaceFirst("");
        }
    }

    /** What was found, and directories that could not be read. */
    record Found(List<Source> sources, List<Unreadable> unreadable) {}

    /** A directory that could not be read, and why. */
    record Unreadable(String name, String reason) {}

    private final Path directory;

    FleetFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * The files in order.
     *
     * @throws InputException if something that is named is not there
     */
    Found find(List<String> names) throws InputException {
        Found found = new Found(new ArrayList<>(), new ArrayList<>());
        for (String name : names) {
            if (name.equals(INPUT)) {
                found.sources().add(new Source(INPUT, Path.of("")));
                continue;
            }
            try {
                Path path = directory.resolve(name);
                if (!Files.exists(path)) {
                    throw new InputException("can't read " + name + ": no such file or directory");
                }
                if (Files.isDirectory(path)) {
                    walk(path, name, found);
                } else {
                    found.sources().add(new Source(name, path));
                }
            } catch (InvalidPathException e) {
                throw new InputException("can't read " + name + ": not the name of a file");
            } catch (IOException e) {
                throw new InputException("can't read directory " + name + ": " + FileFault.reason(e));
            }
        }
        return found;
    }

    private static void walk(Path top, String name, Found found) throws IOException {
        List<Source> inside = new ArrayList<>();
        Files.walkFileTree(
                top, EnumSet.noneOf(java.nio.file.FileVisitOption.class), MAX_DEPTH, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                        boolean hidden = !folder.equals(top)
                                && String.valueOf(folder.getFileName()).startsWith(".");
                        return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (SNAPSHOT.matcher(String.valueOf(file.getFileName())).matches()) {
                            inside.add(new Source(shown(file), file));
                        }
                        return inside.size() < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException fault) {
                        found.unreadable().add(new Unreadable(shown(file), FileFault.reason(fault)));
                        return FileVisitResult.CONTINUE;
                    }

                    private String shown(Path file) {
                        return Path.of(name).resolve(top.relativize(file)).toString();
                    }
                });
        inside.sort((one, other) -> one.name().compareTo(other.name()));
        found.sources().addAll(inside);
    }
}
