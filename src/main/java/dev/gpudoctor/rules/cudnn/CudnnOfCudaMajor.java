package dev.gpudoctor.rules.cudnn;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.CudnnLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;

/** A cuDNN runs with the CUDA major it was built for, which the library tells or else its release's packages. */
public final class CudnnOfCudaMajor implements Rule<Consumer> {
    @Override
    public String id() {
        return "cudnn.cuda.other-major";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.CONSUMERS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Needs.CUDNN, Needs.CUDA);
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Version cuda = facts.get(Needs.CUDA);
        Consumer.Use own = facts.subject().use(Component.CUDNN).orElseThrow();
        Compatibility answer = new CudnnLaw(facts.matrix())
                .withCuda(facts.get(Needs.CUDNN), own.cuda().toOptional(), cuda);
        return answer.isUnknown()
                ? Judgement.notApplicable("the CUDA that this cuDNN was built for is not known")
                : ByLaw.judge(answer, forbidden -> Judgement.fail()
                        .with("cudnn", facts.get(Needs.CUDNN))
                        .with("builtFor", forbidden.needed())
                        .with("cuda", cuda.prefix(1))
                        .with("path", own.path())
                        .seenIn(own.cuda().evidence())
                        .seenIn(facts.observed(Needs.CUDA).evidence())
                        .restingOn(forbidden.rows(), "packages", "cuda"));
    }
}
