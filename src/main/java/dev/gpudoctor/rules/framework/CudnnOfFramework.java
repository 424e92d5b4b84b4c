package dev.gpudoctor.rules.framework;

import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.compat.InstalledBuild;
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
import java.util.Optional;

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
        Optional<Version> compiledWith = compiledWith(facts);
        if (compiledWith.isPresent() && !(Build.of(facts) instanceof InstalledBuild.Documented)) {
            return ByLaw.judge(FrameworkLaw.withCudnnOfBuild(compiledWith.get(), cudnn), forbidden -> failure(
                            facts, forbidden.needed().toString())
                    .with("framework", facts.subject().program())
                    .with("release", facts.get(Build.RELEASE))
                    .seenIn(facts.subject().programVersion().evidence()));
        }
        FrameworkLaw law = new FrameworkLaw(facts.matrix());
        return Build.judge(
                facts, build -> law.withCudnn(build, List.of(cudnn)), wanted -> failure(facts, wanted), "cudnn");
    }

    /** What the package itself says it was compiled with, where that is more than a major. */
    private static Optional<Version> compiledWith(Case<Consumer> facts) {
        return Build.packages(facts)
                .flatMap(found -> found.cudnn().toOptional().stream())
                .filter(version -> version.precision() > 1)
                .findFirst();
    }

    private static Judgement.Failed failure(Case<Consumer> facts, String wanted) {
        return Judgement.fail()
                .with("cudnn", facts.get(Needs.CUDNN))
                .with("wanted", wanted)
                .with("path", facts.subject().use(Component.CUDNN).orElseThrow().path())
                .seenIn(facts.observed(Needs.CUDNN).evidence());
    }
}
