package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** TensorRT from wheels and from packages are two copies; which one loads is chance. */
final class TensorRtComesTwice extends StageRule {
    TensorRtComesTwice() {
        super("docker.pip.tensorrt-beside-apt");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        boolean apt = stage.aptPackages().anyMatch(package_ -> CudaPackages.isTensorRt(package_.name()));
        return stage.requirements()
                .filter(wheel ->
                        apt && (wheel.name().equals("tensorrt") || wheel.name().matches("tensorrt-cu[0-9]+(-libs)?")))
                .map(wheel -> issue(
                        wheel.word().place(), Map.of("requirement", wheel.word().value())));
    }
}
