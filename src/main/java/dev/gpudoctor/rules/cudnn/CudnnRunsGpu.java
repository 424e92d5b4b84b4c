package dev.gpudoctor.rules.cudnn;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.matrix.CudaSupport;
import dev.gpudoctor.matrix.CudnnRelease;
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

/** A cuDNN release runs the capabilities that its support matrix names for the CUDA it is used with. */
public final class CudnnRunsGpu implements Rule<Consumer> {
    @Override
    public String id() {
        return "cudnn.gpu.not-supported";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.CONSUMERS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Needs.CUDNN);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("cuda.gpu.dropped", "framework.gpu.no-kernel");
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Optional<CudnnRelease> row = facts.matrix().cudnn(facts.get(Needs.CUDNN));
        if (row.isEmpty()) {
            return Judgement.undetermined("cuDNN " + facts.get(Needs.CUDNN) + " is not in the matrix");
        }
        Optional<CudaSupport> support = facts.find(Needs.CUDA).flatMap(cuda -> row.get().cuda().stream()
                .filter(entry -> entry.fit(cuda.prefix(2)) == CudaSupport.Fit.YES)
                .findFirst());
        Optional<ComputeCapability> lowest =
                support.flatMap(CudaSupport::minCapability).or(() -> row.get().minCapability());
        Optional<ComputeCapability> highest =
                support.flatMap(CudaSupport::maxCapability).or(() -> row.get().maxCapability());
        if (lowest.isEmpty() && highest.isEmpty()) {
            return Judgement.notApplicable("no GPU range is documented for cuDNN " + facts.get(Needs.CUDNN));
        }
        return EachGpu.judge(facts, gpu -> lowest.filter(low -> !gpu.isAtLeast(low))
                .or(() -> highest.filter(high -> gpu.major() > high.major()))
                .map(bound -> Judgement.fail()
                        .with("cudnn", facts.get(Needs.CUDNN))
                        .with("lowest", lowest.map(ComputeCapability::toString).orElse("any"))
                        .with(
                                "highest",
                                highest.map(ComputeCapability::toString).orElse("any"))
                        .seenIn(facts.observed(Needs.CUDNN).evidence())
                        .restingOn(row.get(), "cuda", "minCapability", "maxCapability")));
    }
}
