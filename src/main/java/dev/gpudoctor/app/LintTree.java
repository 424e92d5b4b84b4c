package dev.gpudoctor.app;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The files of a directory that lint may judge, by their names. Links are not followed. */
final class LintTree {
    private static final int MAX_FILES = 20_000;
    private static final int MAX_DEPTH = 20;
    private static final Set<String> SKIPPED =
            Set.of(".git", "node_modules", ".venv", "venv", "site-packages", "__pycache__", ".tox", "target", "vendor");
    private static final Pattern JUDGED = Pattern.compile("(?:dockerfile|containerfile)(?:[._-].*)?"
            + "|.*[._-](?:dockerfile|containerfile)"
            + "|.*\\.ya?ml|devcontainer\\.json|(?:requirements|constraints).*\\.(?:txt|in)");

    private LintTree() {}

    /**
     * The names of the files, in order, each beginning with the directory's own name.
     *
     * @throws InputException if the directory cannot be read
     */
    static List<String> files(Path base, String name) throws InputException {
        Path top = base.resolve(name);
        List<String> found = new ArrayList<>();
        try {
            Files.walkFileTree(top, Set.of(), MAX_DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    boolean skipped = !directory.equals(top)
                            && SKIPPED.contains(directory.getFileName().toString());
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String lower = file.getFileName().toString().toLowerCase(Locale.ROOT);
                    if (attributes.isRegularFile() && JUDGED.matcher(lower).matches()) {
                        found.add(Path.of(name).resolve(top.relativize(file)).toString());
                    }
                    return found.size() < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new InputException(name + ": can't be read");
        }
        return found.stream().sorted().toList();
    }
}
