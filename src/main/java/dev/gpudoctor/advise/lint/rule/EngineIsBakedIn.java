package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A TensorRT engine fits one TensorRT version and one kind of GPU; the image cannot promise either. */
final class EngineIsBakedIn extends StageRule {
    private static final Pattern ENGINE = Pattern.compile(".*\\.(engine|plan|trt)");

    EngineIsBakedIn() {
        super("docker.engine.baked-in");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return Stream.of("COPY", "ADD")
                .flatMap(stage.stage()::all)
                .filter(copy -> stage.stage().isFinal())
                .flatMap(copy ->
                        copy.words().stream().limit(Math.max(0, copy.words().size() - 1L)))
                .filter(word -> ENGINE.matcher(word.value()).matches())
                .map(word -> issue(word.place(), Map.of("file", word.value())));
    }
}
