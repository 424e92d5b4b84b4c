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

/** The engine must know the nvidia runtime or find a CDI specification. */
public final class RuntimeNotRegistered implements Rule<Machine> {
    @Override
    public String id() {
        return "container.runtime.not-registered";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.ENGINE, Needs.TOOLKIT, Needs.REGISTERED_RUNTIME.orAbsence(), Needs.CDI_SPECS.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of("container.docker.snap");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is asked on the host");
        }

        boolean rootless =
                facts.machine().containerTooling().rootless().toOptional().orElse(false);
        if (rootless && facts.observed(Needs.REGISTERED_RUNTIME).isAbsent()) {
            return Judgement.notApplicable("a rootless engine keeps its settings elsewhere");
        }
        boolean toldElsewhere = facts.machine().containerTooling().engines().toOptional().orElse(List.of()).stream()
                .anyMatch(engine -> engine.registered().toOptional().orElse(false));
        if (toldElsewhere) {
            return Judgement.pass();
        }
        boolean cdi = facts.find(Needs.CDI_SPECS).map(specs -> !specs.isEmpty()).orElse(false);
        return Judgement.failIf(
                !facts.find(Needs.REGISTERED_RUNTIME).orElse(false) && !cdi && Surroundings.showsGpu(facts.machine()),
                () -> Judgement.fail()
                        .with("engine", facts.get(Needs.ENGINE))
                        .seenIn(facts.observed(Needs.REGISTERED_RUNTIME).evidence()));
    }
}
