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

/** A TensorRT release runs GPUs from its lowest compute capability on. */
public final class TensorRtRunsGpu implements Rule<Consumer> {
    @Override
    public String id() {
        return "tensorrt.gpu.too-old";
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
    public List<String> followsFrom() {
        return List.of("cuda.gpu.dropped");
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        return TensorRtOnGpu.judge(facts, Reason.TOO_OLD, forbidden -> Judgement.fail()
                .with("tensorrt", facts.get(Needs.TENSORRT))
                .with("lowest", forbidden.needed())
                .seenIn(facts.observed(Needs.TENSORRT).evidence())
                .restingOn(forbidden.rows(), "minCapability", "capabilities"));
    }
}
