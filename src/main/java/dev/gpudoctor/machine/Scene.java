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
 * @param node what its owner calls it among others; absent unless it was given
 */
public record Scene(
        Kind kind,
        Instant takenAt,
        String root,
        Observed<String> user,
        Observed<Boolean> privileged,
        Observed<String> hostName,
        @Added(inMinor = 3) Observed<String> node) {
    /** Ways to look. */
    public enum Kind {
        LIVE,
        ROOT
    }

    /** The same look at a machine that is called so. */
    public Scene named(String name) {
        return new Scene(kind, takenAt, root, user, privileged, hostName, Observed.found(name));
    }
}
