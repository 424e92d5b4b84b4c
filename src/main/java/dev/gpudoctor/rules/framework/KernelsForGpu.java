package dev.gpudoctor.rules.framework;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.SmTarget;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.EachGpu;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A framework's build runs a GPU if it holds machine code of its major, or PTX that the driver compiles. */
public final class KernelsForGpu implements Rule<Consumer> {
    @Override
    public String id() {
        return "framework.gpu.no-kernel";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.FRAMEWORKS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Build.RELEASE);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("cuda.gpu.dropped");
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        List<FrameworkBuild> possible = Build.of(facts);
        if (possible.isEmpty()) {
            return Build.undocumented(facts);
        }
        List<FrameworkBuild> builds =
                possible.stream().filter(build -> !build.gpuCode().isEmpty()).toList();
        if (builds.isEmpty()) {
            return Judgement.notApplicable("what GPU code " + facts.subject().program() + " holds is not documented");
        }
        return EachGpu.judge(
                facts,
                gpu -> builds.stream()
                                .anyMatch(build -> build.gpuCode().stream().anyMatch(target -> target.runsOn(gpu)))
                        ? Optional.empty()
                        : Optional.of(Judgement.fail()
                                .with("framework", facts.subject().program())
                                .with("release", facts.get(Build.RELEASE))
                                .with(
                                        "code",
                                        builds.get(0).gpuCode().stream()
                                                .map(SmTarget::toString)
                                                .collect(Collectors.joining(", ")))
                                .seenIn(facts.subject().programVersion().evidence())
                                .restingOn(builds, "gpuCode")));
    }
}
