package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.Dockerfile;
import dev.gpudoctor.advise.lint.file.LintFile;
import java.util.List;
import java.util.stream.Stream;

/** A rule about one build stage of a Dockerfile. */
abstract class StageRule extends RuleBase {
    StageRule(String id) {
        super(id);
    }

    @Override
    public final List<Issue> check(LintFile file, LintContext context) {
        return file instanceof Dockerfile dockerfile
                ? StageView.of(dockerfile, context.matrix()).stream()
                        .flatMap(stage -> judge(stage, context))
                        .toList()
                : List.of();
    }

    abstract Stream<Issue> judge(StageView stage, LintContext context);
}
