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
import java.util.Set;

/**
 * NVIDIA_VISIBLE_DEVICES is read by NVIDIA's runtime and by nothing else. A container that has it set and got neither
 * devices nor libraries was started by another runtime.
 */
public final class OtherRuntime implements Rule<Machine> {
    private static final Set<String> NONE = Set.of("", "void", "none");

    @Override
    public String id() {
        return "container.runtime.not-nvidia";
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
        return List.of("driver.module.not-loaded");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (!Surroundings.isContainer(machine) || !Surroundings.isPlainLinux(machine)) {
            return Judgement.notApplicable("this is no container on a plain Linux");
        }
        String value =
                machine.environment().getOrDefault("NVIDIA_VISIBLE_DEVICES", "").strip();
        if (NONE.contains(value)) {
            return Judgement.notApplicable("NVIDIA_VISIBLE_DEVICES asks for no GPU");
        }
        boolean node = facts.find(Needs.NODES).orElse(List.of()).stream()
                .anyMatch(item -> item.path().startsWith("/dev/nvidia"));
        boolean injected = machine.container()
                .toOptional()
                .flatMap(container -> container.gpuInjected().toOptional())
                .orElse(false);
        boolean host = Surroundings.hasGpuOnBus(machine)
                || facts.find(Needs.LOADED_MODULE).isPresent();
        return Judgement.failIf(host && !node && !injected, () -> Judgement.fail()
                .with("value", value)
                .seenIn(facts.observed(Needs.NODES).evidence()));
    }
}
