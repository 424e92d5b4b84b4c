package dev.gpudoctor.probe.host;

import java.time.Instant;

/**
 * What a file is.
 *
 * @param type kind of file
 * @param size in bytes
 * @param mode permission bits, such as 0644
 * @param user numeric owner
 * @param group numeric group
 * @param modified last change of its content
 */
public record FileFacts(Type type, long size, int mode, int user, int group, Instant modified) {
    /** Kinds of files. */
    public enum Type {
        FILE,
        DIRECTORY,
        /** A device, pipe or socket; never opened. */
        SPECIAL
    }
}
