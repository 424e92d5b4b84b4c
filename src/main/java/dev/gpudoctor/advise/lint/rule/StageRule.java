package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.Dockerfile;
import dev.gpudoctor.advise.lint.file.LintFile;
import dev.gpudoctor.advise.lint.file.PinFile;
import dev.gpudoctor.advise.lint.file.Stage;
import java.util.List;
import java.util.stream.Stream;

/** A rule about one build stage of a Dockerfile. */
abstract class StageRule extends RuleBase {
    StageRule(String id) {
        super(id);
    }

    @Override
    public final List<Issue> check(LintFile file, LintContext context) {
        return check(views(file, context), context);
    }

    /** The same for stages that were read before. */
    final List<Issue> check(List<StageView> stages, LintContext context) {
        return stages.stream().flatMap(stage -> judge(stage, context)).toList();
    }

    static List<StageView> views(LintFile file, LintContext context) {
        return stages(file).stream()
                .map(stage -> StageView.of(stage, context.matrix()))
                .toList();
    }

    private static List<Stage> stages(LintFile file) {
        if (file instanceof Dockerfile dockerfile) {
            return dockerfile.stages();
        }
        return file instanceof PinFile pins ? pins.environments() : List.of();
    }

    abstract Stream<Issue> judge(StageView stage, LintContext context);
}
