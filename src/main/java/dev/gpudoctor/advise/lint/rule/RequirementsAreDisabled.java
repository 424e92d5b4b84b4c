package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The image switches off the check that would name an unsuitable driver. */
final class RequirementsAreDisabled extends StageRule {
    /** What the runtime reads as true; {@code yes} is not among them. */
    static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

    RequirementsAreDisabled() {
        super("docker.env.require-disabled");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.stage()
                .all("ENV")
                .flatMap(env -> Optional.ofNullable(env.settings().get("NVIDIA_DISABLE_REQUIRE")).stream())
                .filter(value -> TRUE.contains(value.value()))
                .map(value -> issue(value.place(), Map.of()));
    }
}
