package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** A GPU image gets the build of torch that cannot use the GPU. */
final class TorchIsForCpu extends StageRule {
    TorchIsForCpu() {
        super("docker.pip.torch-cpu");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.pip().stream()
                .filter(install ->
                        stage.onGpuImage() && install.requirement("torch").isPresent())
                .filter(install -> TorchIndex.of(install).filter("cpu"::equals).isPresent())
                .map(install -> issue(install.requirement("torch").get().word().place(), Map.of()));
    }
}
