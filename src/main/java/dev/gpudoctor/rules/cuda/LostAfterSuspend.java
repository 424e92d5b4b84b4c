package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** The unified-memory module does not always survive a suspend. */
public final class LostAfterSuspend implements Rule<Machine> {
    /** CUDA_ERROR_UNKNOWN. */
    private static final int UNKNOWN = 999;

    private static final Need<Object, Integer> SUSPENDS = Need.ofMachine(
            "number of suspends", machine -> machine.kernelDriver().suspends());

    @Override
    public String id() {
        return "cuda.suspend.lost";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.CU_INIT, Needs.NODES, SUSPENDS);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("hardware.gpu.fell-off-bus", "driver.gsp.timeout", "hardware.gpu.reset-required");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        boolean node =
                facts.get(Needs.NODES).stream().anyMatch(item -> item.path().equals("/dev/nvidia-uvm"));
        return Judgement.failIf(
                facts.get(Needs.CU_INIT).code() == UNKNOWN
                        && node
                        && facts.get(SUSPENDS) > 0
                        && facts.find(Needs.NVML_INIT)
                                .map(CallResult::isSuccess)
                                .orElse(false),
                () -> Judgement.fail()
                        .with("suspends", facts.get(SUSPENDS))
                        .seenIn(facts.observed(SUSPENDS).evidence())
                        .seenIn(facts.observed(Needs.CU_INIT).evidence()));
    }
}
