package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** JAX without a CUDA extra is the build for the CPU. */
final class JaxIsForCpu extends StageRule {
    JaxIsForCpu() {
        super("docker.pip.jax-cpu");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        boolean plugin = stage.requirements().anyMatch(wheel -> wheel.name().startsWith("jax-cuda"));
        return stage.requirements()
                .filter(wheel -> wheel.name().equals("jax") && stage.wantsGpu() && !plugin)
                .filter(wheel -> wheel.extras().stream().noneMatch(extra -> extra.startsWith("cuda")))
                .map(wheel -> issue(
                        wheel.word().place(), Map.of("requirement", wheel.word().value())));
    }
}
