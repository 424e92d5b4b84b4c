package dev.gpudoctor.advise.lint.rule;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** NVIDIA replaced the key of its repository; the old one no longer verifies anything. */
final class UsesRetiredKey extends StageRule {
    private static final String RETIRED = "7fa2af80";

    UsesRetiredKey() {
        super("docker.apt.key-retired");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.stage()
                .commands()
                .flatMap(command -> command.words().stream())
                .filter(word -> word.value().toLowerCase(Locale.ROOT).contains(RETIRED))
                .map(word -> issue(word.place(), Map.of("key", RETIRED)));
    }
}
