package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.compat.TensorRtLaw;
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

/** A TensorRT that still uses the CUDA libraries around it needs those of the major it was built for. */
public final class TensorRtOfCudaMajor implements Rule<Consumer> {
    @Override
    public String id() {
        return "tensorrt.cuda.other-major";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.CONSUMERS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Needs.TENSORRT, Needs.CUDA);
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Optional<TensorRtRelease> row = facts.matrix().tensorRt(facts.get(Needs.TENSORRT));
        if (row.isEmpty()) {
            return Judgement.undetermined("TensorRT " + facts.get(Needs.TENSORRT) + " is not in the matrix");
        }
        TensorRtLaw law = new TensorRtLaw(facts.matrix());
        if (law.standsAlone(row.get())) {
            return Judgement.notApplicable("this TensorRT carries its own CUDA runtime");
        }
        Consumer.Use own = facts.subject().use(Component.TENSORRT).orElseThrow();
        Version cuda = facts.get(Needs.CUDA);
        return ByLaw.judge(law.amongLibraries(row.get(), own.cuda().toOptional(), cuda), forbidden -> Judgement.fail()
                .with("tensorrt", facts.get(Needs.TENSORRT))
                .with("builtFor", forbidden.needed())
                .with("cuda", cuda.prefix(2))
                .with("path", own.path())
                .seenIn(own.cuda().evidence())
                .seenIn(facts.observed(Needs.CUDA).evidence())
                .restingOn(forbidden.rows(), "cudnnRequired", "builtWithCuda"));
    }
}
