package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** The container switches off the check that would name an unsuitable driver. */
final class ContainerDisablesRequirements extends ContainerRule {
    ContainerDisablesRequirements() {
        super("kubernetes.env.require-disabled");
    }

    @Override
    Stream<Issue> judge(ContainerView container) {
        return container.variable("NVIDIA_DISABLE_REQUIRE").stream()
                .filter(variable -> variable.textAt("value")
                        .filter(RequirementsAreDisabled.TRUE::contains)
                        .isPresent())
                .map(variable -> issue(
                        variable.place(),
                        Map.of("container", container.container().name())));
    }
}
