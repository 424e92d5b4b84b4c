package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** The repository holds TensorRT and cuDNN for several CUDA lines; apt takes the highest. */
final class AptPackageIsUnpinned extends StageRule {
    AptPackageIsUnpinned() {
        super("docker.apt.unpinned");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        if (stage.isForJetson()) {
            // The repositories of a Jetson image belong to one release of Jetson Linux, which pins them.
            return Stream.empty();
        }
        return stage.aptPackages()
                .filter(apt -> CudaPackages.needsPin(apt.name()) && !apt.isPinned())
                .map(apt -> issue(apt.word().place(), Map.of("package", apt.name())));
    }
}
