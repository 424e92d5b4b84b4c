package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.AptInstall;
import java.util.Map;
import java.util.stream.Stream;

/** An upgrade lifts the libraries of the image past the CUDA they belong to. */
final class UpgradesEverything extends StageRule {
    UpgradesEverything() {
        super("docker.apt.upgrade");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.onGpuImage()
                ? stage.stage()
                        .commands()
                        .filter(AptInstall::isUpgrade)
                        .map(command -> issue(command.place(), Map.of("command", command.toString())))
                : Stream.empty();
    }
}
