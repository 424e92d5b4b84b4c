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
        return Build.judge(
                facts,
                build -> build.tensorRt().map(set -> set.anyOf().stream()
                        .flatMap(range -> range.bounds().stream())
                        .anyMatch(bound -> bound.version().major() == tensorRt.major())),
                Judgement.fail()
                        .with("tensorrt", tensorRt)
                        .with(
                                "wanted",
                                Build.of(facts).stream()
                                        .flatMap(build -> build.tensorRt().stream())
                                        .map(VersionSet::toString)
                                        .distinct()
                                        .collect(Collectors.joining(" or ")))
                        .seenIn(facts.observed(Needs.TENSORRT).evidence()),
                "tensorRt");
    }
}
