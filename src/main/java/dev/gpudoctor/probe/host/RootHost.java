package dev.gpudoctor.probe.host;

import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file system below a directory: an unpacked image, a mounted disk, a container's merged directory. Every path is
 * resolved inside it, one name after the other: an absolute link starts again at the root, {@code ..} stops there, and
 * links that go round end. What lies in /proc, /sys and /dev there is not asked: no kernel stands behind it.
 *
 * <p>Whoever may write to the tree while it is read can still exchange a directory for a link between two looks.
 */
public final class RootHost extends FileSystemHost {
    private static final int MAX_LINKS = 40;
    private static final List<String> KERNEL_DIRECTORIES = List.of("/proc", "/sys", "/dev");

    private final Path root;
    private final Scene.Kind kind;
    private final Map<String, String> environment;
    /** Directories already resolved, for most paths share theirs. */
    private final Map<String, Observed<String>> resolved = new ConcurrentHashMap<>();

    private RootHost(Path root, Scene.Kind kind, Map<String, String> environment) {
        this.root = root;
        this.kind = kind;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Looks at a tree.
     *
     * @throws IOException if it is no directory that can be entered
     */
    public static RootHost of(Path root) throws IOException {
        return new RootHost(directory(root), Scene.Kind.ROOT, Map.of());
    }

    /**
     * Looks at a tree as if it were running: what it holds in /proc, /sys and /dev was copied from a machine.
     *
     * @throws IOException if it is no directory that can be entered
     */
    public static RootHost captured(Path root, Map<String, String> environment) throws IOException {
        return new RootHost(directory(root), Scene.Kind.LIVE, environment);
    }

    private static Path directory(Path root) throws IOException {
        Path real = root.toRealPath();
        Files.newDirectoryStream(real).close();
        return real;
    }

    @Override
    public Scene.Kind kind() {
        return kind;
    }

    @Override
    public String root() {
        return root.toString();
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public Observed<String> realPath(String path) {
        try {
            return resolve(path, true)
                    .flatMap(real ->
                            existsItself(inside(real)) ? Observed.found(real, evidence(path)) : Observed.absent(path));
        } catch (InvalidPathException e) {
            return Observed.unreadable("a name that this locale cannot express", evidence(path));
        }
    }

    @Override
    Observed<Path> locate(String path, boolean followLast) {
        return resolve(path, followLast).map(this::inside);
    }

    private Path inside(String real) {
        return root.resolve(real.substring(1));
    }

    /** The path without links as seen from the root; what does not exist counts as no link. */
    private Observed<String> resolve(String path, boolean followLast) {
        String name = lastName(path);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return walk(path, true);
        }
        String parent = path.substring(0, path.length() - name.length());
        Observed<String> directory = resolved.computeIfAbsent(parent, key -> walk(key, true));
        return directory.flatMap(real -> {
            String known = real.equals("/") ? "" : real;
            return walk(known + "/" + name, followLast, known);
        });
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private Observed<String> walk(String path, boolean followLast) {
        return walk(path, followLast, "");
    }

    /** Resolves a path whose first part, {@code known}, is known to hold no links. */
    private Observed<String> walk(String path, boolean followLast, String known) {
        Deque<String> open = new ArrayDeque<>(steps(path.substring(known.length())));
        String real = known;
        int links = 0;
        while (!open.isEmpty()) {
            String name = open.pop();
            if (name.equals("..")) {
                real = real.substring(0, Math.max(0, real.lastIndexOf('/')));
                continue;
            }
            String next = real + "/" + name;
            Path file = inside(next);
            if (open.isEmpty() && !followLast || !isLink(file)) {
                real = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                return Observed.unreadable("links go round in a circle", evidence(path));
            }
            String target;
            try {
                target = Files.readSymbolicLink(file).toString();
            } catch (IOException e) {
                return failure(path, e);
            }
            List<String> steps = steps(target);
            for (int i = steps.size() - 1; i >= 0; i--) {
                open.push(steps.get(i));
            }
            real = target.startsWith("/") ? "" : real;
        }
        return allowed(real.isEmpty() ? "/" : real);
    }

    private Observed<String> allowed(String real) {
        boolean kernel = KERNEL_DIRECTORIES.stream()
                .anyMatch(directory -> real.equals(directory) || real.startsWith(directory + "/"));
        return kernel && kind == Scene.Kind.ROOT
                ? Observed.notApplicable("a root file system has no running kernel")
                : Observed.found(real);
    }

    private static List<String> steps(String path) {
        return List.of(path.split("/")).stream()
                .filter(name -> !name.isEmpty() && !name.equals("."))
                .toList();
    }
}
