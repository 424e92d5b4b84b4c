package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.ComposeFile;
import dev.gpudoctor.advise.lint.file.LintFile;
import java.util.List;
import java.util.stream.Stream;

/** A rule about one service of a compose file. */
abstract class ServiceRule extends RuleBase {
    ServiceRule(String id) {
        super(id);
    }

    @Override
    public final List<Issue> check(LintFile file, LintContext context) {
        return file instanceof ComposeFile compose
                ? compose.services().stream()
                        .map(service -> ServiceView.of(service, context.matrix()))
                        .flatMap(this::judge)
                        .toList()
                : List.of();
    }

    abstract Stream<Issue> judge(ServiceView service);
}
