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

/** A container engine gives containers the GPU only through NVIDIA's toolkit. */
public final class ToolkitMissing implements Rule<Machine> {
    @Override
    public String id() {
        return "container.toolkit.missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.ENGINE, Needs.TOOLKIT.orAbsence());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is asked on the host");
        }

        return Judgement.failIf(
                Surroundings.showsGpu(facts.machine())
                        && facts.find(Needs.TOOLKIT).isEmpty(),
                () -> Judgement.fail()
                        .with("engine", facts.get(Needs.ENGINE))
                        .seenIn(facts.observed(Needs.ENGINE).evidence()));
    }
}
