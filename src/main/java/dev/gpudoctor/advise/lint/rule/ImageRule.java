package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.LintFile;
import java.util.List;
import java.util.Optional;

/** A rule about an image, wherever a file names one. */
abstract class ImageRule extends RuleBase {
    ImageRule(String id) {
        super(id);
    }

    @Override
    public final List<Issue> check(LintFile file, LintContext context) {
        return file.images().stream()
                .map(use -> BaseImage.of(use, context.matrix()))
                .flatMap(image -> judge(image, context).stream())
                .toList();
    }

    abstract Optional<Issue> judge(BaseImage image, LintContext context);
}
