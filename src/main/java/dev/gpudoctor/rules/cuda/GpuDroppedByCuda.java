package dev.gpudoctor.rules.cuda;

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

/** A CUDA release holds no code for GPUs whose architecture it has dropped. */
public final class GpuDroppedByCuda implements Rule<Consumer> {
    @Override
    public String id() {
        return "cuda.gpu.dropped";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.CONSUMERS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Needs.CUDA);
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Version cuda = facts.get(Needs.CUDA).prefix(2);
        return EachGpu.judge(facts, gpu -> facts.matrix()
                .capability(gpu)
                .filter(row -> row.lastCuda().filter(cuda::isAbove).isPresent())
                .map(row -> Judgement.fail()
                        .with("cuda", cuda)
                        .with("architecture", row.architecture())
                        .with("last", row.lastCuda().orElseThrow())
                        .seenIn(facts.observed(Needs.CUDA).evidence())
                        .restingOn(row, "lastCuda")));
    }
}
