package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** In CDI mode the toolkit needs a specification of the GPUs. */
public final class CdiMissing implements Rule<Machine> {
    @Override
    public String id() {
        return "container.cdi.missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.TOOLKIT_MODE, Needs.CDI_SPECS.orAbsence());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is asked on the host");
        }

        return Judgement.failIf(
                facts.get(Needs.TOOLKIT_MODE).equals("cdi")
                        && facts.find(Needs.CDI_SPECS).orElse(List.of()).isEmpty(),
                () -> Judgement.fail().seenIn(facts.observed(Needs.CDI_SPECS).evidence()));
    }
}
