package dev.gpudoctor.machine;

import java.time.Instant;

/**
 * How a machine was looked at.
 *
 * @param kind live, a root file system, or stated by hand
 * @param takenAt when
 * @param root directory that was taken for {@code /}
 * @param user name of the user who looked
 * @param privileged whether that user was root
 * @param hostName the machine's name
 */
public record Scene(
        Kind kind,
        Instant takenAt,
        String root,
        Observed<String> user,
        Observed<Boolean> privileged,
        Observed<String> hostName) {
    /** Ways to look. */
    public enum Kind {
        LIVE,
        ROOT
    }
}
