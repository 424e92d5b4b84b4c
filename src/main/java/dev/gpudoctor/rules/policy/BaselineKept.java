package dev.gpudoctor.rules.policy;

import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.drift.Change;
import dev.gpudoctor.rules.drift.Change.Kind;
import dev.gpudoctor.rules.drift.Drift;
import java.util.List;
import java.util.Optional;

/** Nothing of the baseline's stack may be gone, or older than it was. */
public final class BaselineKept implements Rule<Optional<Change>> {
    private final String id;
    private final Drift drift;
    private final List<Kind> kinds;

    private BaselineKept(String id, Drift drift, Kind... kinds) {
        this.id = id;
        this.drift = drift;
        this.kinds = List.of(kinds);
    }

    /** Nothing may be gone. */
    public static BaselineKept nothingLost(Drift drift) {
        return new BaselineKept("policy.baseline.lost", drift, Kind.GONE, Kind.LOST_SIGHT);
    }

    /** Nothing may be older. */
    public static BaselineKept nothingOlder(Drift drift) {
        return new BaselineKept("policy.baseline.older", drift, Kind.OLDER);
    }

    @Override
    public String id() {
        return id;
    }

    /** The changes of its kinds, or one that nothing has happened; what got better is for {@code gpudoctor diff} to tell. */
    @Override
    public Scope<Optional<Change>> scope() {
        List<Optional<Change>> worse = drift.changes().stream()
                .filter(change -> change.worse() && kinds.contains(change.kind()))
                .map(Optional::of)
                .toList();
        List<Optional<Change>> subjects = worse.isEmpty() ? List.of(Optional.empty()) : worse;
        return new Scope<>(
                "change",
                machine -> Observed.found(subjects),
                change -> change.map(Change::name).orElse(""),
                List.of());
    }

    @Override
    public Judgement judge(Case<Optional<Change>> facts) {
        return facts.subject().map(BaselineKept::judge).orElse(Judgement.pass());
    }

    private static Judgement judge(Change change) {
        if (change.kind() == Kind.LOST_SIGHT) {
            return Judgement.undetermined(change.sentence());
        }
        return Judgement.fail()
                .with("sentence", change.sentence())
                .with("observed", change.after().isEmpty() ? "none" : change.after())
                .with("required", change.before());
    }
}
