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

/** A container has a GPU only if it was started with one. */
public final class DevicesHidden implements Rule<Machine> {
    @Override
    public String id() {
        return "container.devices.hidden";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.NODES.orAbsence(), Needs.LOADED_MODULE.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of("driver.module.not-loaded", "container.runtime.not-nvidia");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is no container");
        }

        if (!Surroundings.isPlainLinux(facts.machine())) {
            return Judgement.notApplicable("WSL and Jetson have other device nodes");
        }
        boolean none = facts.find(Needs.NODES).orElse(List.of()).stream()
                .noneMatch(node -> node.path().startsWith("/dev/nvidia"));
        String value = facts.machine().environment().getOrDefault("NVIDIA_VISIBLE_DEVICES", "(not set)");
        boolean host = Surroundings.hasGpuOnBus(facts.machine())
                || facts.find(Needs.LOADED_MODULE).isPresent();
        return Judgement.failIf(none && host, () -> Judgement.fail()
                .with("value", value.isEmpty() ? "(empty)" : value)
                .seenIn(facts.observed(Needs.NODES).evidence()));
    }
}
