package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Causes;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** A working driver lets its management library start. */
public final class NvmlFailed implements Rule<Machine> {
    @Override
    public String id() {
        return "driver.nvml.failed";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.NVML_INIT);
    }

    @Override
    public List<String> followsFrom() {
        return Causes.OF_NVML_FAILURE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isPlainLinux(facts.machine())) {
            return Judgement.notApplicable("NVML is only partly there on WSL and Jetson");
        }
        CallResult result = facts.get(Needs.NVML_INIT);
        return Judgement.failIf(!result.isSuccess(), () -> Judgement.fail()
                .with("code", result.code())
                .with("name", result.name())
                .seenIn(facts.observed(Needs.NVML_INIT).evidence()));
    }
}
