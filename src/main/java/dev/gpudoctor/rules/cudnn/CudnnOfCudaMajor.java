package dev.gpudoctor.rules.cudnn;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.CudnnLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Observed;
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

/** A cuDNN runs with the CUDA major it was built for. */
public final class CudnnOfCudaMajor implements Rule<Consumer> {
    private static final Need<Consumer, Version> BUILT_FOR = Need.of(
            "CUDA of the cuDNN build",
            consumer -> consumer.use(Component.CUDNN).map(Consumer.Use::cuda).orElse(Observed.absent("cuDNN")));

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
        return List.of(Needs.CUDNN, Needs.CUDA, BUILT_FOR);
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Version cuda = facts.get(Needs.CUDA);
        Compatibility answer =
                new CudnnLaw(facts.matrix()).withCuda(facts.get(Needs.CUDNN), Optional.of(facts.get(BUILT_FOR)), cuda);
        return ByLaw.judge(answer, forbidden -> Judgement.fail()
                .with("cudnn", facts.get(Needs.CUDNN))
                .with("builtFor", facts.get(BUILT_FOR).major())
                .with("cuda", cuda.major())
                .with("path", facts.subject().use(Component.CUDNN).orElseThrow().path())
                .seenIn(facts.observed(BUILT_FOR).evidence())
                .seenIn(facts.observed(Needs.CUDA).evidence()));
    }
}
