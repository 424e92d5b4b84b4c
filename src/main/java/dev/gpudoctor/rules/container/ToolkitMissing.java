package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;

/** A container engine gives containers the GPU only through NVIDIA's toolkit. */
public final class ToolkitMissing implements Rule<Machine> {
    private static final Need<Object, String> ENGINE = Need.ofMachine(
            "container engine", machine -> machine.containerTooling().docker());
    private static final Need<Object, Version> TOOLKIT = Need.ofMachine(
            "NVIDIA Container Toolkit", machine -> machine.containerTooling().toolkit());

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
        return List.of(ENGINE, TOOLKIT.orAbsence());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is asked on the host");
        }

        return Judgement.failIf(
                Surroundings.showsGpu(facts.machine()) && facts.find(TOOLKIT).isEmpty(), () -> Judgement.fail()
                        .with("engine", facts.get(ENGINE))
                        .seenIn(facts.observed(ENGINE).evidence()));
    }
}
