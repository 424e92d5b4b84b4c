package dev.gpudoctor.rules.cudnn;

import dev.gpudoctor.compat.CudnnLaw;
import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.EachGpu;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;

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
        Version cudnn = facts.get(Needs.CUDNN);
        CudnnLaw law = new CudnnLaw(facts.matrix());
        return EachGpu.judge(facts, gpu -> law.onGpu(cudnn, facts.find(Needs.CUDA), gpu), forbidden -> Judgement.fail()
                .with("cudnn", cudnn)
                .with(
                        "range",
                        forbidden.needed() + (forbidden.reason() == Reason.TOO_OLD ? " and newer" : " and older"))
                .seenIn(facts.observed(Needs.CUDNN).evidence())
                .restingOn(forbidden.rows(), "cuda", "minCapability", "maxCapability"));
    }
}
