package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.matrix.TensorRtRelease;
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
        Optional<Consumer.Use> own = facts.subject().use(Component.TENSORRT);
        Optional<Version> builtFor = own.flatMap(use -> use.cuda().toOptional());
        Version cuda = facts.get(Needs.CUDA);
        if (row.isPresent() && row.get().cudnnRequired().equals(Optional.of(false))) {
            return Judgement.notApplicable("this TensorRT carries its own CUDA runtime");
        }
        if (builtFor.isEmpty()) {
            return Judgement.undetermined(
                    "the CUDA that TensorRT " + facts.get(Needs.TENSORRT) + " was built for is not known");
        }
        return Judgement.failIf(builtFor.get().major() != cuda.major(), () -> Judgement.fail()
                .with("tensorrt", facts.get(Needs.TENSORRT))
                .with("builtFor", builtFor.get().major())
                .with("cuda", cuda.prefix(2))
                .with("path", own.orElseThrow().path())
                .seenIn(own.orElseThrow().cuda().evidence())
                .seenIn(facts.observed(Needs.CUDA).evidence())
                .restingOn(row.stream().toList(), "cudnnRequired", "builtWithCuda"));
    }
}
