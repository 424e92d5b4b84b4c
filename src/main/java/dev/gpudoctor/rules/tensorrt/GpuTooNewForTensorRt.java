package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A TensorRT release knows the GPUs that its CUDA compiler knew when it was made. */
public final class GpuTooNewForTensorRt implements Rule<Consumer> {
    @Override
    public String id() {
        return "tensorrt.gpu.too-new";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.CONSUMERS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Needs.TENSORRT);
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        return TensorRtOnGpu.judge(facts, Reason.TOO_NEW, forbidden -> Judgement.fail()
                .with("tensorrt", facts.get(Needs.TENSORRT))
                .with("first", forbidden.needed())
                .seenIn(facts.observed(Needs.TENSORRT).evidence())
                .restingOn(forbidden.rows(), "builtWithCuda", "capabilities", "firstCuda"));
    }
}
