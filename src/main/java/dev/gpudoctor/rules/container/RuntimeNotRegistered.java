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

/** The engine must know the nvidia runtime or find a CDI specification. */
public final class RuntimeNotRegistered implements Rule<Machine> {
    private static final Need<Object, String> ENGINE = Need.ofMachine(
            "container engine", machine -> machine.containerTooling().docker());
    private static final Need<Object, Version> TOOLKIT = Need.ofMachine(
            "NVIDIA Container Toolkit", machine -> machine.containerTooling().toolkit());
    private static final Need<Object, Boolean> REGISTERED = Need.ofMachine(
            "registered runtime", machine -> machine.containerTooling().runtimeRegistered());
    private static final Need<Object, List<String>> SPECS = Need.ofMachine(
            "CDI specifications", machine -> machine.containerTooling().cdiSpecs());

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
        return List.of(ENGINE, TOOLKIT, REGISTERED.orAbsence(), SPECS.orAbsence());
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
        if (rootless && facts.observed(REGISTERED).isAbsent()) {
            return Judgement.notApplicable("a rootless engine keeps its settings elsewhere");
        }
        boolean toldElsewhere = facts.machine().containerTooling().engines().toOptional().orElse(List.of()).stream()
                .anyMatch(engine -> engine.registered().toOptional().orElse(false));
        if (toldElsewhere) {
            return Judgement.pass();
        }
        boolean cdi = facts.find(SPECS).map(specs -> !specs.isEmpty()).orElse(false);
        return Judgement.failIf(
                !facts.find(REGISTERED).orElse(false) && !cdi && Surroundings.showsGpu(facts.machine()),
                () -> Judgement.fail()
                        .with("engine", facts.get(ENGINE))
                        .seenIn(facts.observed(REGISTERED).evidence()));
    }
}
