package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Word;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The stub of libcuda answers every call with an error; it is there to link against only. */
final class StubIsOnLibraryPath extends StageRule {
    private static final Predicate<String> STUBS = path -> path.endsWith("/stubs") || path.endsWith("/stubs/");

    StubIsOnLibraryPath() {
        super("docker.libcuda.stub");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        Stream<Word> paths = stage.stage()
                .all("ENV")
                .flatMap(env -> Optional.ofNullable(env.settings().get("LD_LIBRARY_PATH")).stream())
                .filter(value -> Arrays.stream(value.value().split(":")).anyMatch(STUBS));
        Stream<Word> links = stage.stage()
                .commands()
                .filter(command ->
                        command.program().equals("ln") || command.program().equals("cp"))
                .filter(command -> command.arguments().stream()
                        .anyMatch(word -> word.value().contains("/stubs/libcuda.so")))
                .flatMap(command -> command.arguments().stream().reduce((first, last) -> last).stream())
                // A link named libcuda.so serves the linker; programs open libcuda.so.1.
                .filter(target ->
                        !target.value().contains("/stubs") && !target.value().endsWith("/libcuda.so"));
        return stage.stage().isFinal()
                ? Stream.concat(paths, links).map(word -> issue(word.place(), Map.of("value", word.raw())))
                : Stream.empty();
    }
}
