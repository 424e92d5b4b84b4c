package dev.gpudoctor.rules.framework;

import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;

/** A framework runs with a cuDNN of the major it was built with, not older than that build's. */
public final class CudnnOfFramework implements Rule<Consumer> {
    @Override
    public String id() {
        return "framework.cudnn.not-supported";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.FRAMEWORKS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Build.RELEASE, Needs.CUDNN);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("cudnn.cuda.other-major");
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Version cudnn = facts.get(Needs.CUDNN);
        FrameworkLaw law = new FrameworkLaw(facts.matrix());
        return Build.judge(
                facts,
                build -> law.withCudnn(build, List.of(cudnn)),
                wanted -> Judgement.fail()
                        .with("cudnn", cudnn)
                        .with("wanted", wanted)
                        .with(
                                "path",
                                facts.subject()
                                        .use(Component.CUDNN)
                                        .orElseThrow()
                                        .path())
                        .seenIn(facts.observed(Needs.CUDNN).evidence()),
                "cudnn");
    }
}
