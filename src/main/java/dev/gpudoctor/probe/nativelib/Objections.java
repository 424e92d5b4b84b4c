package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.probe.host.LiveHost;
import java.util.Map;
import java.util.Optional;

/**
 * Why an assignment must not be given to a process, which depends on the variables that this process has. Safe for use by
 * several threads.
 *
 * @param root what root may open; empty where this process is not root's
 */
record Objections(Optional<LoadTrust> root) {
    /** For processes of this user, still without variables. */
    static Objections ofThisUser() {
        return new Objections(
                TrustedFiles.matter()
                        ? Optional.of(LoadTrust.of(LiveHost.here(), new TrustedFiles()))
                        : Optional.empty());
    }

    Objections in(Map<String, String> variables) {
        return new Objections(root.map(trust -> trust.with(variables.getOrDefault(ChildEnvironment.LIBRARY_PATH, ""))));
    }

    Optional<String> to(Assignment assignment) {
        return assignment.library().flatMap(this::toOpening);
    }

    private Optional<String> toOpening(String library) {
        return library.indexOf('\n') >= 0
                ? Optional.of("its name has a line break in it")
                : root.flatMap(trust -> trust.objection(library)).map(reason -> "not opened as root: " + reason);
    }
}
