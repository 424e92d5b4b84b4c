package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.Set;

/** A library must not print where programs speak, nor answer with garbage. */
public final class LibraryFloods implements Rule<Incident> {
    private static final Set<Incident.Kind> KINDS = Set.of(Incident.Kind.FLOOD, Incident.Kind.GARBAGE);

    @Override
    public String id() {
        return "driver.library.floods";
    }

    @Override
    public Scope<Incident> scope() {
        return Scope.INCIDENTS;
    }

    @Override
    public Judgement judge(Case<Incident> facts) {
        Incident incident = facts.subject();
        return Judgement.failIf(
                KINDS.contains(incident.kind()),
                () -> Judgement.fail().with("question", incident.question()).with("detail", incident.detail()));
    }
}
