package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.Set;

/** As root only libraries are opened that root alone can write. */
public final class LibraryRefused implements Rule<Incident> {
    private static final Set<Incident.Kind> KINDS = Set.of(Incident.Kind.REFUSED);

    @Override
    public String id() {
        return "driver.library.refused";
    }

    @Override
    public Scope<Incident> scope() {
        return Scope.INCIDENTS;
    }

    @Override
    public Judgement judge(Case<Incident> facts) {
        Incident incident = facts.subject();
        if (!KINDS.contains(incident.kind())) {
            return Judgement.notApplicable("another kind of fault");
        }
        return Judgement.fail().with("question", incident.question()).with("detail", incident.detail());
    }
}
