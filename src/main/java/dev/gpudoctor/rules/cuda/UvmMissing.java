package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** CUDA needs the unified-memory module and its node, nvidia-smi does not. */
public final class UvmMissing implements Rule<Machine> {
    @Override
    public String id() {
        return "cuda.uvm.not-loaded";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.LOADED_MODULE, Needs.NODES.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of(
                "driver.nodes.missing",
                "driver.branch.dropped-gpu",
                "driver.gpu.other-driver",
                "driver.vgpu.host-package",
                "container.runtime.not-nvidia",
                "container.devices.hidden");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (!Surroundings.isPlainLinux(machine)) {
            return Judgement.notApplicable("WSL and Jetson have no nvidia_uvm");
        }
        boolean node = facts.find(Needs.NODES).orElse(List.of()).stream()
                .anyMatch(item -> item.path().equals("/dev/nvidia-uvm"));
        boolean works = facts.find(Needs.CU_INIT).map(CallResult::isSuccess).orElse(false);
        return Judgement.failIf(!node && !works, () -> Judgement.fail()
                .with(
                        "module",
                        facts.find(Needs.MODULES).orElse(List.of()).contains("nvidia_uvm")
                                ? "the module nvidia_uvm is loaded"
                                : "the module nvidia_uvm is not loaded")
                .seenIn(facts.observed(Needs.CU_INIT).evidence()));
    }
}
