package dev.gpudoctor.advise.lint.rule;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** NVIDIA replaced the key of its repository; the old one no longer verifies anything. */
final class UsesRetiredKey extends StageRule {
    private static final String RETIRED = "7fa2af80";
    /** This repository is frozen and still signed with the old key. */
    private static final String ARCHIVED = "/machine-learning/";

    UsesRetiredKey() {
        super("docker.apt.key-retired");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.stage()
                .commands()
                .filter(command -> !command.program().equals("apt-key") || !UsesAptKey.isRemoval(command))
                .flatMap(command -> command.words().stream())
                .filter(word -> word.value().toLowerCase(Locale.ROOT).contains(RETIRED))
                .filter(word -> !word.value().contains(ARCHIVED))
                .map(word -> issue(word.place(), Map.of("key", RETIRED)));
    }
}
