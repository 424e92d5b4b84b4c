package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** Keys added by apt-key vouch for every repository, and the program is gone from new systems. */
final class UsesAptKey extends StageRule {
    UsesAptKey() {
        super("docker.apt.apt-key");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.stage()
                .commands()
                .filter(command -> command.program().equals("apt-key") && stage.wantsGpu())
                .map(command -> issue(command.place(), Map.of("command", command.toString())));
    }
}
