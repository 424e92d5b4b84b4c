package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Requirement;
import dev.gpudoctor.version.Version;
import java.util.Map;
import java.util.stream.Stream;

/** The package tensorflow-gpu of this release is a stub that only fails. */
final class TensorFlowGpuIsRemoved extends StageRule {
    TensorFlowGpuIsRemoved() {
        super("docker.pip.tensorflow-gpu-removed");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return context.matrix().bound("tensorflow.gpu-package-gone").stream().flatMap(gone -> stage.requirements()
                .filter(wheel -> wheel.name().equals("tensorflow-gpu") && mayBeGone(wheel, gone))
                .map(wheel -> issue(
                        wheel.word().place(), Map.of("requirement", wheel.word().value(), "gone", gone.toString()))));
    }

    /** Whether the version asked for is a stub; without any bound the newest, a stub, is taken. */
    private static boolean mayBeGone(Requirement wheel, Version gone) {
        return wheel.word().known()
                && (wheel.bounds().isEmpty()
                        || wheel.version()
                                .filter(version -> version.isAtLeast(gone))
                                .isPresent());
    }
}
