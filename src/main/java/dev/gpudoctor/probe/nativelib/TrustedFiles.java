package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.probe.host.UnixAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether root may run code from a file: loading a library runs its constructors, so a file that somebody else can write
 * or exchange would let him become root by waiting for a check.
 */
final class TrustedFiles {
    private static final int GROUP_WRITE = 0020;
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;

    private TrustedFiles() {}

    /** Whether this process is root's, so that trust matters. */
    static boolean matter() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            // Without /proc nobody can say who we are: be careful.
            return true;
        }
    }

    /** Why root should not open a file or search a directory; empty if nothing speaks against it. */
    static Optional<String> objection(String path) {
        try {
            Path absolute = Path.of(path).toAbsolutePath().normalize();
            if (Files.notExists(absolute)) {
                return Optional.empty();
            }
            Optional<String> asNamed = chainObjection(absolute);
            return asNamed.isPresent() ? asNamed : chainObjection(absolute.toRealPath());
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of("its owner could not be read: " + e.getMessage());
        }
    }

    /** Looks at a file and at every directory above it. */
    private static Optional<String> chainObjection(Path file) throws IOException {
        for (Path part = file; part != null; part = part.getParent()) {
            UnixAttributes attributes = UnixAttributes.of(part);
            int mode = attributes.mode();
            boolean exchangeable = part.equals(file) || (mode & STICKY) == 0;
            boolean groupMayWrite = (mode & GROUP_WRITE) != 0 && attributes.group() != 0;
            if (attributes.user() != 0) {
                return Optional.of(part + " belongs to user " + attributes.user());
            }
            if (exchangeable && (groupMayWrite || (mode & OTHERS_WRITE) != 0)) {
                return Optional.of("others may write " + part);
            }
        }
        return Optional.empty();
    }
}
