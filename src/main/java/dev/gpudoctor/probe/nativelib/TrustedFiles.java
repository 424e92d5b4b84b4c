package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.probe.host.UnixAttributes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether root may run code from a file: loading a library runs its constructors, so a file that somebody else can write
 * or exchange would let him become root by waiting for a check. Every path is followed as the kernel follows it, one name
 * and one link after the other, and each directory on the way is looked at. Safe for use by several threads.
 */
final class TrustedFiles {
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int LINK = 0120000;
    private static final int GROUP_WRITE = 0020;
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;
    private static final int MAX_LINKS = 40;
    private static final Path ROOT = Path.of("/");
    private static final Pattern WHOLE = Pattern.compile("\\s*0\\s+0\\s+4294967295\\s*");

    private final Map<Path, Look> looks = new ConcurrentHashMap<>();
    private final Set<Integer> owners;

    /** Trusts files of root, and in a user namespace those of the machine around it. */
    TrustedFiles() {
        this(Stream.concat(Stream.of(0), outsider().stream()).collect(Collectors.toSet()));
    }

    /** @param owners users whose files are trusted */
    TrustedFiles(Set<Integer> owners) {
        this.owners = Set.copyOf(owners);
    }

    /** What is at a place; without attributes where nothing is. */
    private record Look(Optional<UnixAttributes> attributes, String target) {
        boolean isKind(int kind) {
            return attributes.filter(each -> (each.mode() & TYPE) == kind).isPresent();
        }
    }

    /** Whether this process is root's, so that trust matters. */
    static boolean matter() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            // Without /proc nobody can say who we are: be careful.
            return true;
        }
    }

    /**
     * Why root should not open a file or search a directory; empty if nothing speaks against it. What is not there is
     * objected to where somebody else could put it there.
     */
    Optional<String> objection(String path) {
        try {
            return follow(Path.of(path).toAbsolutePath());
        } catch (UncheckedIOException | IllegalArgumentException e) {
            return Optional.of("its owner could not be read: " + e.getMessage());
        }
    }

    /** Not normalized: what {@code ..} means after a link, only the link says. */
    private Optional<String> follow(Path path) {
        Deque<String> open = new ArrayDeque<>();
        push(open, path);
        Path at = ROOT;
        int links = 0;
        Optional<String> objection = objection(at, look(at));
        while (!open.isEmpty() && objection.isEmpty()) {
            String name = open.pop();
            if (name.equals("..")) {
                at = Optional.ofNullable(at.getParent()).orElse(ROOT);
                continue;
            }
            Path next = at.resolve(name);
            Look look = look(next);
            if (look.attributes().isEmpty()) {
                return shared(at).map(mode -> "others can create " + next);
            }
            if (look.isKind(LINK)) {
                if (++links > MAX_LINKS) {
                    // Nobody can open it, and the loader says so.
                    return Optional.empty();
                }
                objection = shared(at).isPresent() ? belonging(next, look) : Optional.empty();
                push(open, Path.of(look.target()));
                at = look.target().startsWith("/") ? ROOT : at;
            } else {
                objection = objection(next, look);
                at = next;
            }
        }
        Path end = at;
        return objection.isPresent()
                ? objection
                : shared(end).filter(mode -> look(end).isKind(DIRECTORY)).map(mode -> "others can write " + end);
    }

    private static void push(Deque<String> open, Path path) {
        List<String> names = Stream.of(path.toString().split("/"))
                .filter(name -> !name.isEmpty() && !name.equals("."))
                .toList();
        for (int i = names.size() - 1; i >= 0; i--) {
            open.push(names.get(i));
        }
    }

    /** In a directory with the sticky bit others can add entries, but not exchange those of root. */
    private Optional<String> objection(Path place, Look look) {
        Optional<String> owner = belonging(place, look);
        boolean keepsEntries = look.isKind(DIRECTORY)
                && look.attributes().filter(each -> (each.mode() & STICKY) != 0).isPresent();
        return owner.isPresent() || keepsEntries ? owner : shared(place).map(mode -> "others can write " + place);
    }

    private Optional<String> belonging(Path place, Look look) {
        return look.attributes()
                .map(UnixAttributes::user)
                .filter(user -> !owners.contains(user))
                .map(user -> place + " belongs to user " + user);
    }

    /** The mode of what others than root can write. */
    private Optional<Integer> shared(Path place) {
        return look(place)
                .attributes()
                .filter(each ->
                        (each.mode() & OTHERS_WRITE) != 0 || (each.mode() & GROUP_WRITE) != 0 && each.group() != 0)
                .map(UnixAttributes::mode);
    }

    private Look look(Path place) {
        return looks.computeIfAbsent(place, TrustedFiles::read);
    }

    private static Look read(Path place) {
        try {
            UnixAttributes attributes = UnixAttributes.ofItself(place);
            String target = (attributes.mode() & TYPE) == LINK
                    ? Files.readSymbolicLink(place).toString()
                    : "";
            return new Look(Optional.of(attributes), target);
        } catch (NoSuchFileException e) {
            return new Look(Optional.empty(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Only the first namespace knows every user; in others, those of the machine around appear as one that is nobody. */
    private static Optional<Integer> outsider() {
        try {
            return WHOLE.matcher(Files.readString(Path.of("/proc/self/uid_map")))
                            .matches()
                    ? Optional.empty()
                    : Optional.of(Integer.valueOf(Files.readString(Path.of("/proc/sys/kernel/overflowuid"))
                            .strip()));
        } catch (IOException | NumberFormatException e) {
            // Nothing is known of namespaces, so root alone is trusted.
            return Optional.empty();
        }
    }
}
