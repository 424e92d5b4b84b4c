package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** CUDA needs a GPU that is free to take another program. */
public final class DeviceUnavailable implements Rule<Machine> {
    /** CUDA_ERROR_DEVICE_UNAVAILABLE. */
    private static final int UNAVAILABLE = 46;

    @Override
    public String id() {
        return "cuda.device.unavailable";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.CU_INIT);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("cuda.compute-mode.exclusive", "cuda.suspend.lost", "hardware.gpu.reset-required");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        return Judgement.failIf(facts.get(Needs.CU_INIT).code() == UNAVAILABLE, () -> Judgement.fail()
                .seenIn(facts.observed(Needs.CU_INIT).evidence()));
    }
}
