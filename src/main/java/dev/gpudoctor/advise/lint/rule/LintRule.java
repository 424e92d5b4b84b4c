package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.LintFile;
import java.util.List;

/** One rule. It is stateless; what it cannot know (a value only known at build time, no row in the matrix) it leaves alone. */
public interface LintRule {
    /** Id of the catalogue's condition. */
    String id();

    List<Issue> check(LintFile file, LintContext context);
}
