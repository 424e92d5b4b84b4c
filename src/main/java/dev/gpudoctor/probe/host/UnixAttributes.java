package dev.gpudoctor.probe.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What the kernel keeps of a file.
 *
 * @param mode kind and permission bits
 * @param user numeric owner
 * @param group numeric group
 * @param size in bytes
 * @param modified last change of its content
 */
public record UnixAttributes(int mode, int user, int group, long size, Instant modified) {
    /** Of the file behind all links. */
    public static UnixAttributes of(Path file) throws IOException {
        return read(file);
    }

    /** Of the file itself, be it a link. */
    public static UnixAttributes ofItself(Path file) throws IOException {
        return read(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static UnixAttributes read(Path file, LinkOption... options) throws IOException {
        Map<String, Object> values = Files.readAttributes(file, "unix:mode,uid,gid,size,lastModifiedTime", options);
        return new UnixAttributes(
                value(values, "mode", Integer.class),
                value(values, "uid", Integer.class),
                value(values, "gid", Integer.class),
                value(values, "size", Long.class),
                value(values, "lastModifiedTime", FileTime.class).toInstant());
    }

    /** One of the attributes that were asked for, of which a file has all. */
    private static <T> T value(Map<String, Object> values, String attribute, Class<T> type) {
        return type.cast(Objects.requireNonNull(values.get(attribute), attribute));
    }
}
