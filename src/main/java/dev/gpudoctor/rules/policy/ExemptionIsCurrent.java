package dev.gpudoctor.rules.policy;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.time.LocalDate;
import java.util.List;

/** An exemption is looked at again when its day has passed; until then it goes on. */
public final class ExemptionIsCurrent implements Rule<Machine> {
    private final Exemption exemption;
    private final LocalDate today;

    public ExemptionIsCurrent(Exemption exemption, LocalDate today) {
        this.exemption = exemption;
        this.today = today;
    }

    @Override
    public String id() {
        return "policy.exemption.expired";
    }

    @Override
    public Scope<Machine> scope() {
        String name = exemption.place() + " " + exemption.id();
        return new Scope<>("machine", machine -> Observed.found(List.of(machine)), machine -> name, List.of());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        return Judgement.failIf(exemption.isExpired(today), () -> Judgement.fail()
                .with("id", exemption.id())
                .with("place", exemption.place())
                .with("until", exemption.until().map(LocalDate::toString).orElse("")));
    }
}
