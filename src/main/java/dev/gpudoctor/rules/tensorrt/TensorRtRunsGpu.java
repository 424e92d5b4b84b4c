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
            return byLaterReleases(facts, row.get());
        }
        ComputeCapability lowest = row.get().minCapability().get();
        return EachGpu.judge(facts, gpu -> Optional.of(gpu)
                .filter(capability -> !capability.isAtLeast(lowest))
                .map(capability -> Judgement.fail()
                        .with("tensorrt", facts.get(Needs.TENSORRT))
                        .with("lowest", lowest)
                        .seenIn(facts.observed(Needs.TENSORRT).evidence())
                        .restingOn(row.get(), "minCapability")));
    }

    /** Support of old GPUs ends and does not come back: what a later release still runs, this one runs too. */
    private static Judgement byLaterReleases(Case<Consumer> facts, TensorRtRelease release) {
        Optional<ComputeCapability> later = facts.matrix().minCapabilityAfter(release);
        Judgement judgement = EachGpu.judge(
                facts,
                gpu -> later.filter(gpu::isAtLeast).isPresent() ? Optional.empty() : Optional.of(Judgement.fail()));
        return judgement instanceof Judgement.Failed
                ? Judgement.undetermined("no lowest GPU is documented for TensorRT " + facts.get(Needs.TENSORRT))
                : judgement;
    }
}
