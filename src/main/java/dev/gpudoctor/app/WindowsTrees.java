package dev.gpudoctor.app;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.Toolkit;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tells Windows by its files: nothing of it would be read, and what is not read must not be called healthy. */
final class WindowsTrees {
    private static final List<String> LINUX = List.of("etc", "usr", "lib", "bin", "var");
    /** A directory of Windows, and one below it, in small letters. */
    private static final Map<String, String> WINDOWS =
            Map.of("windows", "system32", "program files", "", "programdata", "", "scripts", "python.exe");

    private static final Pattern PATH = Pattern.compile("^[A-Za-z]:[\\\\/].*|.*\\\\(?:site-packages|System32)\\b.*");
    private static final int MAX_DEPTH = 10;
    private static final int MAX_DIRECTORIES = 2_000;
    private static final int MAX_ENTRIES = 2_000;

    private WindowsTrees() {}

    /** What shows that a directory is of Windows; empty where nothing does, or where it is a root of Linux too. */
    static Optional<String> sign(Path root) {
        if (LINUX.stream().anyMatch(name -> Files.isDirectory(root.resolve(name)) && !isBelowWindows(root, name))) {
            return Optional.empty();
        }
        Deque<Path> open = new ArrayDeque<>(List.of(root));
        int seen = 0;
        while (!open.isEmpty() && seen++ < MAX_DIRECTORIES) {
            Path directory = open.poll();
            for (Path entry : entries(directory)) {
                Path relative = root.relativize(entry);
                if (isOfWindows(entry)) {
                    return Optional.of(relative.toString());
                }
                if (relative.getNameCount() < MAX_DEPTH && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    open.add(entry);
                }
            }
        }
        return Optional.empty();
    }

    /** A file system that ignores case finds {@code Lib} by the name of {@code lib}. */
    private static boolean isBelowWindows(Path root, String name) {
        return entries(root).stream()
                .noneMatch(entry -> entry.getFileName().toString().equals(name));
    }

    private static boolean isOfWindows(Path entry) {
        String name = entry.getFileName().toString();
        String small = name.toLowerCase(Locale.ROOT);
        if (name.equals("Lib")) {
            return Files.isDirectory(entry.resolve("site-packages"));
        }
        if (!WINDOWS.containsKey(small) || !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        String below = WINDOWS.get(small);
        return below.isEmpty()
                || entries(entry).stream()
                        .anyMatch(inner -> inner.getFileName().toString().equalsIgnoreCase(below));
    }

    private static List<Path> entries(Path directory) {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            List<Path> entries = new java.util.ArrayList<>();
            for (Path entry : stream) {
                if (entries.size() >= MAX_ENTRIES) {
                    break;
                }
                entries.add(entry);
            }
            entries.sort(null);
            return entries;
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // What can't be listed shows nothing; the probe tells of it where it matters.
            return List.of();
        }
    }

    /** What shows that a snapshot was taken of Windows. */
    static Optional<String> sign(Machine machine) {
        boolean system = machine.os()
                .id()
                .toOptional()
                .or(() -> machine.os().prettyName().toOptional())
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("windows")
                        || name.toLowerCase(Locale.ROOT).startsWith("microsoft windows"))
                .isPresent();
        return system
                ? Optional.of("its system is Windows")
                : Stream.of(
                                Stream.of(machine.scene().root()),
                                machine.pythons().stream().map(PythonEnvironment::prefix),
                                machine.pythons().stream()
                                        .flatMap(python -> python.packages().stream())
                                        .map(PythonEnvironment.PythonPackage::directory),
                                machine.toolkits().stream().map(Toolkit::directory),
                                machine.consumers().stream().map(consumer -> consumer.place()))
                        .flatMap(paths -> paths)
                        .filter(path -> PATH.matcher(path).matches())
                        .findFirst();
    }
}
