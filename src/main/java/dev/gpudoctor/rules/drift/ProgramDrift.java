package dev.gpudoctor.rules.drift;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Use;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.drift.Change.Kind;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which libraries the loader gives to programs: another file than before, or none any more. */
final class ProgramDrift {
    private ProgramDrift() {}

    static List<Change> between(Machine before, Machine after) {
        List<Change> changes = new ArrayList<>();
        for (Consumer old : before.consumers()) {
            after.consumers().stream()
                    .filter(now -> now.name().equals(old.name()))
                    .findFirst()
                    .ifPresent(now -> compare(old, now, changes));
        }
        return changes;
    }

    private static void compare(Consumer old, Consumer now, List<Change> changes) {
        for (Use was : old.uses()) {
            Optional<Use> is = now.use(was.component());
            if (is.isEmpty()) {
                changes.add(change(old, was, Kind.GONE, "", " and gets none now."));
            } else if (!is.get().path().equals(was.path())) {
                changes.add(change(
                        old, was, direction(was, is.get()), text(is.get()), " and gets " + text(is.get()) + " now."));
            }
        }
    }

    private static Change change(Consumer program, Use was, Kind kind, String after, String rest) {
        String component = was.component().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new Change(
                "program",
                component + " of " + program.name(),
                kind,
                text(was),
                after,
                kind == Kind.GONE || kind == Kind.OLDER,
                program.name() + " got " + component + " " + text(was) + rest);
    }

    private static Kind direction(Use was, Use is) {
        Optional<Version> old = was.version().toOptional();
        Optional<Version> now = is.version().toOptional();
        return old.isEmpty() || now.isEmpty() || old.equals(now)
                ? Kind.CHANGED
                : FactDrift.direction(old.get(), now.get());
    }

    private static String text(Use use) {
        return FactDrift.text(use.version()) + (use.path().isEmpty() ? "" : " from " + use.path());
    }
}
