package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;

/** NVIDIA's hook covers /proc/driver/nvidia in a container, so containers that this one starts cannot be given the GPU. */
public final class NestedEngine implements Rule<Machine> {
    @Override
    public String id() {
        return "container.nested.proc-masked";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (!Surroundings.isContainer(machine) || !Surroundings.isPlainLinux(machine)) {
            return Judgement.notApplicable("this is no container on a plain Linux");
        }
        boolean engine = machine.containerTooling().docker().isFound()
                && machine.containerTooling().toolkit().isFound()
                && machine.containerTooling().runtimeRegistered().toOptional().orElse(false);
        boolean injected = machine.container()
                .toOptional()
                .flatMap(container -> container.gpuInjected().toOptional())
                .orElse(false);
        boolean uncovered = machine.container()
                .toOptional()
                .flatMap(container -> container.covered().toOptional())
                .map(covered -> !covered)
                .orElse(false);
        return Judgement.failIf(engine && injected && !uncovered, () -> Judgement.fail()
                .with("engine", machine.containerTooling().docker().toOptional().orElse("an engine"))
                .seenIn(machine.containerTooling().docker().evidence()));
    }
}
