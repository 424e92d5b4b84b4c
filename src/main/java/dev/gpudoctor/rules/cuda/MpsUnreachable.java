package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A program that is told to use MPS needs a running MPS server. */
public final class MpsUnreachable implements Rule<Machine> {
    /** CUDA_ERROR_MPS_CONNECTION_FAILED. */
    private static final int FIRST = 805;
    /** CUDA_ERROR_MPS_CLIENT_TERMINATED. */
    private static final int LAST = 810;

    @Override
    public String id() {
        return "cuda.mps.unreachable";
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
    public Judgement judge(Case<Machine> facts) {
        int code = facts.get(Needs.CU_INIT).code();
        return Judgement.failIf(code >= FIRST && code <= LAST, () -> Judgement.fail()
                .with("code", code)
                .with(
                        "directory",
                        facts.machine().environment().getOrDefault("CUDA_MPS_PIPE_DIRECTORY", "/tmp/nvidia-mps"))
                .seenIn(facts.observed(Needs.CU_INIT).evidence()));
    }
}
