package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Command;
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
                .all("RUN")
                .filter(run -> stage.wantsGpu()
                        && run.commands().stream()
                                .flatMap(command -> command.words().stream())
                                .anyMatch(word -> word.value().contains("nvidia")))
                .flatMap(run -> run.commands().stream())
                .filter(command -> command.program().equals("apt-key") && !isRemoval(command))
                .map(command -> issue(command.place(), Map.of("command", command.toString())));
    }

    /** Deleting the retired key is the remedy that NVIDIA gives. */
    static boolean isRemoval(Command command) {
        return command.arguments().stream().anyMatch(word -> word.is("del") || word.is("remove"));
    }
}
