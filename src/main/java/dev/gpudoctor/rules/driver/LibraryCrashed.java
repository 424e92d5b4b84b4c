package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.Set;

/** A library must survive being loaded and asked. */
public final class LibraryCrashed implements Rule<Incident> {
    private static final Set<Incident.Kind> KINDS = Set.of(Incident.Kind.SIGNAL, Incident.Kind.EXIT);

    @Override
    public String id() {
        return "driver.library.crashed";
    }

    @Override
    public Scope<Incident> scope() {
        return Scope.INCIDENTS;
    }

    @Override
    public Judgement judge(Case<Incident> facts) {
        Incident incident = facts.subject();
        if (incident.kind() == Incident.Kind.SHORTAGE) {
            return new Judgement.Undetermined(incident.question() + ": " + incident.detail());
        }
        return Judgement.failIf(
                KINDS.contains(incident.kind()),
                () -> Judgement.fail().with("question", incident.question()).with("detail", incident.detail()));
    }
}
