package dev.gpudoctor.rules.framework;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.matrix.VersionSet;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        int cuda = facts.get(Needs.CUDA).major();
        return Build.judge(
                facts,
                build -> build.cuda()
                        .map(Version::major)
                        .map(major -> major == cuda)
                        .or(() -> build.cudaRange().map(range -> range.admits(facts.get(Needs.CUDA)))),
                Judgement.fail()
                        .with("cuda", facts.get(Needs.CUDA).prefix(2))
                        .with(
                                "wanted",
                                Build.of(facts).stream()
                                        .flatMap(build -> Stream.concat(
                                                build.cuda().map(Version::toString).stream(),
                                                build.cudaRange().map(VersionSet::toString).stream()))
                                        .distinct()
                                        .collect(Collectors.joining(" or ")))
                        .seenIn(facts.observed(Needs.CUDA).evidence()),
                "cuda",
                "cudaRange");
    }
}
