package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** NVIDIA's old package index and the packages that lead to it are no longer kept up. */
final class IndexIsRetired extends StageRule {
    private static final Set<String> PACKAGES = Set.of("nvidia-pyindex", "nvidia-tensorrt", "nvidia-cudnn");

    IndexIsRetired() {
        super("docker.pip.index-retired");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.requirements()
                .filter(wheel -> PACKAGES.contains(wheel.name()))
                .map(wheel -> issue(
                        wheel.word().place(), Map.of("package", wheel.word().value())));
    }
}
