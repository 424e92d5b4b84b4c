package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Causes;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** CUDA needs at least one device that it may use. */
public final class NoDevices implements Rule<Machine> {
    /** CUDA_ERROR_NO_DEVICE. */
    private static final int NO_DEVICE = 100;

    @Override
    public String id() {
        return "cuda.devices.none";
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
        return Causes.OF_CUDA_FAILURE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        boolean none = facts.get(Needs.CU_INIT).code() == NO_DEVICE
                || facts.find(Needs.CUDA_DEVICES).map(count -> count == 0).orElse(false);
        return Judgement.failIf(none, () -> Judgement.fail()
                .seenIn(facts.observed(Needs.CU_INIT).evidence()));
    }
}
