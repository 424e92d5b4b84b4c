package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.AptInstall;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An upgrade lifts TensorRT or cuDNN that the file itself installed past the CUDA they belong to. What the image brings
 * is held by the image (apt-mark hold), and CUDA's own packages carry their minor in their names.
 */
final class UpgradesEverything extends StageRule {
    UpgradesEverything() {
        super("docker.apt.upgrade");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        boolean held = stage.stage()
                .commands()
                .anyMatch(command -> command.program().equals("apt-mark")
                        && command.arguments().stream().anyMatch(word -> word.is("hold")));
        boolean atRisk = stage.aptPackages().anyMatch(apt -> CudaPackages.needsPin(apt.name()));
        return stage.onGpuImage() && !stage.isForJetson() && atRisk && !held
                ? stage.stage()
                        .commands()
                        .filter(AptInstall::isUpgrade)
                        .map(command -> issue(command.place(), Map.of("command", command.toString())))
                : Stream.empty();
    }
}
