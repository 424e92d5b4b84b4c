package dev.gpudoctor.advise.lint.rule;

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
                .filter(value -> stage.onGpuImage() && !value.variables().contains("LD_LIBRARY_PATH"))
                .map(value -> issue(value.place(), Map.of("value", value.raw())));
    }
}
