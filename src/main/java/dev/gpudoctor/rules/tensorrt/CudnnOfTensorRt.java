package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/** TensorRT before 10 uses the cuDNN around it: of the minor it was made with, or a newer one of that major. */
public final class CudnnOfTensorRt implements Rule<Consumer> {
    @Override
    public String id() {
        return "tensorrt.cudnn.other-release";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.CONSUMERS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Needs.TENSORRT, Needs.CUDNN);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("cudnn.cuda.other-major", "framework.cudnn.not-supported", "framework.tensorrt.not-supported");
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        if (facts.machine().jetson().isFound()) {
            return Judgement.notApplicable("cuDNN and TensorRT of a Jetson belong to its JetPack");
        }
        Version tensorRt = facts.get(Needs.TENSORRT);
        Optional<TensorRtRelease> row = facts.matrix().tensorRt(tensorRt);
        if (row.isEmpty()) {
            return Judgement.undetermined("TensorRT " + tensorRt + " is not in the matrix");
        }
        Version cudnn = facts.get(Needs.CUDNN);
        Compatibility answer = new TensorRtLaw(facts.matrix()).withCudnn(row.get(), Optional.of(cudnn));
        return ByLaw.judge(answer, forbidden -> Judgement.fail()
                .with("tensorrt", tensorRt)
                .with("cudnn", cudnn)
                .with("wanted", forbidden.needed())
                .with("path", facts.subject().use(Component.CUDNN).orElseThrow().path())
                .atMost(forbidden.reason() == Reason.TOO_OLD ? Severity.WARNING : Severity.ERROR)
                .seenIn(facts.observed(Needs.TENSORRT).evidence())
                .seenIn(facts.observed(Needs.CUDNN).evidence())
                .restingOn(row.get(), "cudnn", "cudnnRequired"));
    }
}
