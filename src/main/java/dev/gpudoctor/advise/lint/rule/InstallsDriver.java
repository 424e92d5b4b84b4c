package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** The driver belongs to the host; a copy in the image hides the one that is mounted. */
final class InstallsDriver extends StageRule {
    InstallsDriver() {
        super("docker.apt.driver");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.aptPackages()
                .filter(apt -> CudaPackages.isDriver(apt.name()))
                .map(apt -> issue(apt.word().place(), Map.of("package", apt.name())));
    }
}
