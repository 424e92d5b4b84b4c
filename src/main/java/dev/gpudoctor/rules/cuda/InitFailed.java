package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Causes;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A program can use CUDA only when cuInit succeeds. */
public final class InitFailed implements Rule<Machine> {
    /** CUDA_ERROR_NO_DEVICE, which has a rule of its own. */
    private static final int NO_DEVICE = 100;

    @Override
    public String id() {
        return "cuda.init.failed";
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
        CallResult result = facts.get(Needs.CU_INIT);
        return Judgement.failIf(!result.isSuccess() && result.code() != NO_DEVICE, () -> Judgement.fail()
                .with("code", result.code())
                .with("name", result.name())
                .seenIn(facts.observed(Needs.CU_INIT).evidence()));
    }
}
