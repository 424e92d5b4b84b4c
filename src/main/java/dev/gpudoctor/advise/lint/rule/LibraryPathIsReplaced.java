package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Word;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The value that the image set, with its compatibility libraries, is lost. */
final class LibraryPathIsReplaced extends StageRule {
    LibraryPathIsReplaced() {
        super("docker.env.library-path-replaced");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.stage()
                .all("ENV")
                .flatMap(env -> Optional.ofNullable(env.settings().get("LD_LIBRARY_PATH")).stream())
                .filter(value -> stage.onGpuImage() && !keepsValue(value, stage))
                .map(value -> issue(value.place(), Map.of("value", value.raw())));
    }

    /** Whether the old value goes in, be it through another variable that was set to it before. */
    private static boolean keepsValue(Word value, StageView stage) {
        return value.variables().stream()
                .anyMatch(name -> name.equals("LD_LIBRARY_PATH")
                        || stage.stage()
                                .environment(name)
                                .filter(copy -> copy.variables().contains("LD_LIBRARY_PATH"))
                                .isPresent());
    }
}
