package dev.gpudoctor.rules.drift;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.rules.drift.Change.Kind;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Components of which a machine may have several copies. A copy is the same one if it lies in the same place, or if it
 * is the only one left over on both sides.
 *
 * @param component such as {@code cuDNN}
 * @param read the copies
 */
record CopyDrift(String component, Function<Machine, List<Copy>> read) {
    private static final List<String> ORDINALS = List.of("First", "Second", "Third", "Fourth", "Fifth");
    private static final List<CopyDrift> COMPONENTS = List.of(
            new CopyDrift("CUDA toolkit", machine -> machine.toolkits().stream()
                    .map(toolkit -> new Copy(toolkit.directory(), toolkit.version()))
                    .toList()),
            new CopyDrift("cuDNN", machine -> machine.cudnns().stream()
                    .map(cudnn -> new Copy(cudnn.main().path(), cudnn.version()))
                    .toList()),
            new CopyDrift("TensorRT", machine -> machine.tensorRts().stream()
                    .map(tensorRt -> new Copy(tensorRt.main().path(), tensorRt.version()))
                    .toList()),
            new CopyDrift("forward-compatibility package", machine -> machine.driverLibraries().compat().stream()
                    .map(compat -> new Copy(compat.directory(), compat.cuda()))
                    .toList()),
            new CopyDrift("Python environment", machine -> machine.pythons().stream()
                    .map(python -> new Copy(python.prefix(), python.python()))
                    .toList()));

    /** One copy. */
    record Copy(String place, Observed<Version> version) {
        String text() {
            return version.toOptional().map(Version::toString).orElse("of an unknown version");
        }
    }

    static List<Change> between(Machine before, Machine after) {
        List<Change> changes = new ArrayList<>();
        for (CopyDrift component : COMPONENTS) {
            component.compare(component.read.apply(before), component.read.apply(after), after, changes);
        }
        return changes;
    }

    private void compare(List<Copy> before, List<Copy> after, Machine now, List<Change> changes) {
        List<Copy> gone = new ArrayList<>(before);
        List<Copy> come = new ArrayList<>(after);
        for (Copy copy : before) {
            Optional<Copy> same = come.stream()
                    .filter(other -> other.place().equals(copy.place()))
                    .findFirst();
            if (same.isPresent()) {
                gone.remove(copy);
                come.remove(same.get());
                new FactDrift(component, "The " + component + " in " + copy.place(), machine -> copy.version(), true)
                        .change(copy.version(), same.get().version())
                        .map(change -> named(change, copy.place()))
                        .ifPresent(changes::add);
            }
        }
        if (gone.size() == 1 && come.size() == 1) {
            moved(gone.get(0), come.get(0)).ifPresent(changes::add);
            return;
        }
        gone.forEach(copy -> changes.add(gone(copy, after.isEmpty(), now)));
        int number = after.size() - come.size();
        for (Copy copy : come) {
            changes.add(appeared(copy, ++number));
        }
    }

    private Change named(Change change, String place) {
        return new Change(
                component, place, change.kind(), change.before(), change.after(), change.worse(), change.sentence());
    }

    private Optional<Change> moved(Copy old, Copy now) {
        Optional<Version> was = old.version().toOptional();
        Optional<Version> is = now.version().toOptional();
        Kind kind = was.isEmpty() || is.isEmpty() || was.equals(is)
                ? Kind.CHANGED
                : FactDrift.direction(was.get(), is.get());
        String verb =
                switch (kind) {
                    case NEWER -> " moved up from ";
                    case OLDER -> " moved down from ";
                    default -> " moved from ";
                };
        return Optional.of(new Change(
                component,
                now.place(),
                kind,
                old.text() + " in " + old.place(),
                now.text() + " in " + now.place(),
                kind == Kind.OLDER,
                "The " + component + verb + old.text() + " in " + old.place() + " to " + now.text() + " in "
                        + now.place() + "."));
    }

    private Change gone(Copy copy, boolean last, Machine now) {
        boolean hidden = now.gaps().stream().anyMatch(gap -> copy.place().startsWith(gap.place()));
        return new Change(
                component,
                copy.place(),
                hidden ? Kind.LOST_SIGHT : Kind.GONE,
                copy.text(),
                "",
                last,
                "The " + component + " " + copy.text() + " in " + copy.place()
                        + (hidden ? " can't be seen now: the place can't be read." : " is gone."));
    }

    private Change appeared(Copy copy, int number) {
        String which = number == 1
                ? component.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + component.substring(1)
                : (number > ORDINALS.size()
                                ? "Another"
                                : "A " + ORDINALS.get(number - 1).toLowerCase(java.util.Locale.ROOT))
                        + " " + component;
        return new Change(
                component,
                copy.place(),
                Kind.APPEARED,
                "",
                copy.text(),
                false,
                which + " appeared: " + copy.text() + " in " + copy.place() + ".");
    }
}
