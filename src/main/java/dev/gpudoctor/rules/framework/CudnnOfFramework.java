package dev.gpudoctor.rules.framework;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
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
        return Build.judge(
                facts,
                build -> build.cudnn().map(set -> set.admits(cudnn) || isNewerOfSameMajor(cudnn, set)),
                Judgement.fail()
                        .with("cudnn", cudnn)
                        .with(
                                "wanted",
                                Build.of(facts).stream()
                                        .flatMap(build -> build.cudnn().stream())
                                        .map(VersionSet::toString)
                                        .distinct()
                                        .collect(Collectors.joining(" or ")))
                        .with(
                                "path",
                                facts.subject()
                                        .use(Component.CUDNN)
                                        .orElseThrow()
                                        .path())
                        .seenIn(facts.observed(Needs.CUDNN).evidence()),
                "cudnn");
    }

    private static boolean isNewerOfSameMajor(Version cudnn, VersionSet wanted) {
        return wanted.anyOf().stream()
                .flatMap(range -> range.bounds().stream())
                .anyMatch(bound -> bound.version().major() == cudnn.major()
                        && cudnn.isAtLeast(bound.version().prefix(2)));
    }
}
