package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The name tensorrt stands for the newest CUDA major; without a version it changes by itself. */
final class TensorRtWheelIsUnpinned extends StageRule {
    private static final Pattern NAME = Pattern.compile("(nvidia-)?tensorrt|tensorrt-cu\\d+");

    TensorRtWheelIsUnpinned() {
        super("docker.pip.tensorrt-unpinned");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.requirements()
                .filter(wheel -> NAME.matcher(wheel.name()).matches() && !wheel.isPinned())
                .map(wheel -> issue(
                        wheel.word().place(), Map.of("requirement", wheel.word().value())));
    }
}
