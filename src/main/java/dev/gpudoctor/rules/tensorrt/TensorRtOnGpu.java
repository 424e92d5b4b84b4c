package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.EachGpu;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.function.Function;

/** One law with two ends, which are two findings: the GPU is too old for a TensorRT, or too new. */
final class TensorRtOnGpu {
    private TensorRtOnGpu() {}

    static Judgement judge(
            Case<Consumer> facts, Reason reason, Function<Compatibility.Forbidden, Judgement.Failed> failure) {
        Version tensorRt = facts.get(Needs.TENSORRT);
        Optional<TensorRtRelease> row = facts.matrix().tensorRt(tensorRt);
        if (row.isEmpty()) {
            return Judgement.undetermined("TensorRT " + tensorRt + " is not in the matrix");
        }
        Optional<Version> builtFor = facts.subject().use(Component.TENSORRT).flatMap(use -> use.cuda()
                .toOptional());
        TensorRtLaw law = new TensorRtLaw(facts.matrix());
        return EachGpu.judge(
                facts,
                gpu -> {
                    Compatibility answer = law.onGpu(row.get(), builtFor, gpu);
                    boolean otherEnd =
                            answer instanceof Compatibility.Forbidden forbidden && forbidden.reason() != reason;
                    return otherEnd ? Compatibility.supported() : answer;
                },
                failure);
    }
}
