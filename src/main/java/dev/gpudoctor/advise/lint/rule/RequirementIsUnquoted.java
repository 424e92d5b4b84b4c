package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Command;
import dev.gpudoctor.advise.lint.shell.PipInstall;
import java.util.Map;
import java.util.stream.Stream;

/** The shell takes {@code >=2.4} without quotes for a redirection, so pip never sees the bound. */
final class RequirementIsUnquoted extends StageRule {
    RequirementIsUnquoted() {
        super("docker.pip.unquoted");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.stage()
                .commands()
                .filter(command -> PipInstall.of(command).isPresent())
                .flatMap(RequirementIsUnquoted::targets)
                .map(target -> issue(target.place(), Map.of("bound", target.raw())));
    }

    /** A redirection to {@code =2.4.0}; nobody names a file like that. */
    private static Stream<dev.gpudoctor.advise.lint.shell.Word> targets(Command command) {
        return command.redirections().stream().filter(target -> target.raw().matches("=?\\d+(\\.\\d+)+.*"));
    }
}
