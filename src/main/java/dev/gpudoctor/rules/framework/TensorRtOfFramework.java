package dev.gpudoctor.rules.framework;

import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;

/** A framework's TensorRT integration opens the TensorRT release it was built with. */
public final class TensorRtOfFramework implements Rule<Consumer> {
    @Override
    public String id() {
        return "framework.tensorrt.not-supported";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.FRAMEWORKS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Build.RELEASE, Needs.TENSORRT);
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Version tensorRt = facts.get(Needs.TENSORRT);
        FrameworkLaw law = new FrameworkLaw(facts.matrix());
        return Build.judge(
                facts,
                build -> law.loadsTensorRt(build, List.of(tensorRt)),
                wanted -> Judgement.fail()
                        .with("tensorrt", tensorRt)
                        .with("wanted", wanted)
                        .seenIn(facts.observed(Needs.TENSORRT).evidence()),
                "tensorRt");
    }
}
