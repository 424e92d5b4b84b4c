package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A driver library copied into the image does not match the driver of the host. */
final class CopiesDriverLibrary extends StageRule {
    private static final Pattern DRIVER_LIBRARY =
            Pattern.compile("lib(?:cuda|nvidia-ml|nvidia-ptxjitcompiler|nvcuvid)\\.so.*");

    CopiesDriverLibrary() {
        super("docker.libcuda.copied");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return Stream.of("COPY", "ADD")
                .flatMap(stage.stage()::all)
                .flatMap(copy -> copy.words().stream())
                .filter(word -> DRIVER_LIBRARY
                        .matcher(word.value().substring(word.value().lastIndexOf('/') + 1))
                        .matches())
                .limit(1)
                .map(word -> issue(word.place(), Map.of("library", word.value())));
    }
}
