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

/** A framework loads the CUDA major it was built with. */
public final class CudaOfFramework implements Rule<Consumer> {
    @Override
    public String id() {
        return "framework.cuda.other-major";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.FRAMEWORKS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Build.RELEASE, Needs.CUDA);
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Version cuda = facts.get(Needs.CUDA);
        FrameworkLaw law = new FrameworkLaw(facts.matrix());
        return Build.judge(
                facts,
                build -> Build.ifStated(law.withCuda(build, cuda)),
                wanted -> Judgement.fail()
                        .with("cuda", cuda.prefix(2))
                        .with("wanted", wanted)
                        .seenIn(facts.observed(Needs.CUDA).evidence()),
                "cuda",
                "cudaRange");
    }
}
