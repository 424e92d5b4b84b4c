package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.matrix.Capability;
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
        CudaLaw law = new CudaLaw(facts.matrix());
        return EachGpu.judge(
                facts,
                gpu -> {
                    Compatibility answer = law.runsOn(cuda, gpu);
                    return answer.isUnknown() && codeIsJudged(facts) ? Compatibility.supported() : answer;
                },
                forbidden -> Judgement.fail()
                        .with("cuda", cuda)
                        .with("architecture", ((Capability) forbidden.rows().get(0)).architecture())
                        .with("last", forbidden.needed())
                        .seenIn(facts.observed(Needs.CUDA).evidence())
                        .restingOn(forbidden.rows(), "lastCuda"));
    }

    /**
     * Whether other rules judge the GPU code itself, which may run where the CUDA around it knows no such GPU: that of
     * the program's files, of a framework's build, of TensorRT, or what a toolkit compiles.
     */
    private static boolean codeIsJudged(Case<Consumer> facts) {
        Consumer consumer = facts.subject();
        return consumer.kind() == Consumer.Kind.TOOLKIT
                || consumer.use(Consumer.Component.TENSORRT).isPresent()
                || Scope.isFramework(consumer)
                || consumer.gpuFiles()
                        .toOptional()
                        .filter(files -> !files.isEmpty())
                        .isPresent();
    }
}
