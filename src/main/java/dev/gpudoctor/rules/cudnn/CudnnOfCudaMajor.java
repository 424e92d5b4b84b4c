package dev.gpudoctor.rules.cudnn;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;

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
        int cuda = facts.get(Needs.CUDA).major();
        int builtFor = facts.get(BUILT_FOR).major();
        return Judgement.failIf(cuda != builtFor, () -> Judgement.fail()
                .with("cudnn", facts.get(Needs.CUDNN))
                .with("builtFor", builtFor)
                .with("cuda", cuda)
                .with("path", facts.subject().use(Component.CUDNN).orElseThrow().path())
                .seenIn(facts.observed(BUILT_FOR).evidence())
                .seenIn(facts.observed(Needs.CUDA).evidence()));
    }
}
