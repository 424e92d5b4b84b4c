package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.EachGpu;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.ComputeCapability;
import java.util.List;
import java.util.Optional;

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
        Optional<TensorRtRelease> row = facts.matrix().tensorRt(facts.get(Needs.TENSORRT));
        if (row.isEmpty()) {
            return Judgement.undetermined("TensorRT " + facts.get(Needs.TENSORRT) + " is not in the matrix");
        }
        if (row.get().minCapability().isEmpty()) {
            return Judgement.undetermined("no lowest GPU is documented for TensorRT " + facts.get(Needs.TENSORRT));
        }
        ComputeCapability lowest = row.get().minCapability().get();
        return EachGpu.judge(facts, gpu -> Optional.of(gpu)
                .filter(capability -> !capability.isAtLeast(lowest))
                .map(capability -> Judgement.fail()
                        .with("tensorrt", facts.get(Needs.TENSORRT))
                        .with("lowest", lowest)
                        .seenIn(facts.observed(Needs.TENSORRT).evidence())
                        .restingOn(row.get().provenance().sources())));
    }
}
