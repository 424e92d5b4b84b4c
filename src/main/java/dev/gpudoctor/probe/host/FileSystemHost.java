package dev.gpudoctor.probe.host;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Observed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What both kinds of host do once they know which file of ours a path means. */
abstract class FileSystemHost implements Host {
    private static final int FIRST_PIECE = 64 << 10;
    private static final int PERMISSIONS = 07777;
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;

    /** Our own path of the file, its last link followed or not; why there is none otherwise. */
    abstract Observed<Path> locate(String path, boolean followLast);

    @Override
    public final <T> Observed<T> open(String path, FileReading<T> reading) {
        return attempt(path, true, file -> {
            if (type(mode(file)) != FileFacts.Type.FILE) {
                return Observed.unreadable("not a regular file", evidence(path));
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return Observed.found(reading.read(new ChannelView(channel)), evidence(path));
            }
        });
    }

    @Override
    public final Observed<List<String>> list(String directory) {
        return attempt(directory, true, path -> {
            List<String> names = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    if (names.size() == MAX_ENTRIES) {
                        break;
                    }
                    names.add(entry.getFileName().toString());
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            Collections.sort(names);
            return Observed.found(List.copyOf(names), evidence(directory));
        });
    }

    @Override
    public final Observed<String> link(String path) {
        return attempt(
                path, false, file -> Observed.found(Files.readSymbolicLink(file).toString(), evidence(path)));
    }

    @Override
    public final Observed<FileFacts> facts(String path) {
        return attempt(path, true, file -> {
            UnixAttributes attributes = UnixAttributes.of(file);
            return Observed.found(
                    new FileFacts(
                            type(attributes.mode()),
                            attributes.size(),
                            attributes.mode() & PERMISSIONS,
                            attributes.user(),
                            attributes.group(),
                            attributes.modified()),
                    evidence(path));
        });
    }

    @Override
    public final Observed<Boolean> accessible(String path) {
        return attempt(path, true, file -> {
            mode(file);
            return Observed.found(Files.isReadable(file) && Files.isWritable(file), evidence(path));
        });
    }

    @Override
    public final Observed<Long> capacity(String path) {
        return attempt(
                path, true, file -> Observed.found(Files.getFileStore(file).getTotalSpace(), evidence(path)));
    }

    @FunctionalInterface
    private interface Access<T> {
        Observed<T> to(Path file) throws IOException;
    }

    private <T> Observed<T> attempt(String path, boolean followLast, Access<T> access) {
        try {
            return locate(path, followLast).flatMap(file -> guarded(path, access, file));
        } catch (InvalidPathException e) {
            return Observed.unreadable("a name that this locale cannot express", evidence(path));
        }
    }

    private static <T> Observed<T> guarded(String path, Access<T> access, Path file) {
        try {
            return access.to(file);
        } catch (IOException e) {
            return failure(path, e);
        }
    }

    /** What a failed access means. */
    static <T> Observed<T> failure(String path, IOException e) {
        if (e instanceof NoSuchFileException || e instanceof NotDirectoryException || e instanceof NotLinkException) {
            return Observed.absent(path);
        }
        if (e instanceof AccessDeniedException) {
            return Observed.unreadable(DENIED, evidence(path));
        }
        if (e instanceof FileSystemLoopException) {
            return Observed.unreadable("links go round in a circle", evidence(path));
        }
        if (e instanceof FileSystemException system && "Not a directory".equals(system.getReason())) {
            return Observed.absent(path);
        }
        String message = e instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : String.valueOf(e.getMessage());
        return Observed.unreadable(message, evidence(path));
    }

    static Evidence evidence(String path) {
        boolean kernel = path.startsWith("/proc/") || path.startsWith("/sys/");
        return new Evidence(kernel ? Evidence.Source.KERNEL : Evidence.Source.FILE, path, "");
    }

    private static int mode(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:mode");
    }

    static boolean isLink(Path file) {
        return Files.isSymbolicLink(file);
    }

    static boolean existsItself(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileFacts.Type type(int mode) {
        return switch (mode & TYPE) {
            case REGULAR -> FileFacts.Type.FILE;
            case DIRECTORY -> FileFacts.Type.DIRECTORY;
            default -> FileFacts.Type.SPECIAL;
        };
    }

    private record ChannelView(FileChannel channel) implements FileView {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public byte[] upTo(long offset, int length) throws IOException {
            if (offset < 0 || length <= 0) {
                return new byte[0];
            }
            // Only what the kernel generates has no size; then the buffer grows as the bytes come.
            long left = channel.size() - offset;
            int most = left > 0 ? (int) Math.min(length, left) : length;
            ByteBuffer buffer = ByteBuffer.allocate(left > 0 ? most : Math.min(most, FIRST_PIECE));
            while (true) {
                int count = channel.read(buffer, offset + buffer.position());
                if (count < 0 || buffer.position() == most) {
                    return buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
                }
                if (!buffer.hasRemaining()) {
                    int larger = (int) Math.min(most, buffer.capacity() * 4L);
                    buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), larger))
                            .position(buffer.position());
                }
            }
        }
    }
}
