package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** TensorFlow finds CUDA neither in the image nor in wheels beside it and runs on the CPU. */
final class TensorFlowLacksCuda extends StageRule {
    TensorFlowLacksCuda() {
        super("docker.pip.tensorflow-no-cuda");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        boolean noCuda = stage.cuda().isEmpty() && stage.onPlainImage();
        boolean meantForGpu =
                stage.stage().environment("NVIDIA_VISIBLE_DEVICES").isPresent();
        boolean wheels = stage.requirements().anyMatch(wheel -> wheel.name().startsWith("nvidia-c"));
        return stage.requirements()
                .filter(wheel -> noCuda && !wheels)
                .filter(wheel -> wheel.name().equals("tensorflow-gpu")
                        || wheel.name().equals("tensorflow")
                                && meantForGpu
                                && !wheel.extras().contains("and-cuda"))
                .map(wheel -> issue(
                        wheel.word().place(), Map.of("requirement", wheel.word().value())));
    }
}
