package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** The service switches off the check that would name an unsuitable driver. */
final class ServiceDisablesRequirements extends ServiceRule {
    ServiceDisablesRequirements() {
        super("compose.env.require-disabled");
    }

    @Override
    Stream<Issue> judge(ServiceView service) {
        return service.environment("NVIDIA_DISABLE_REQUIRE")
                        .filter(RequirementsAreDisabled.TRUE::contains)
                        .isPresent()
                ? service
                        .environmentPlace("NVIDIA_DISABLE_REQUIRE")
                        .map(place ->
                                issue(place, Map.of("service", service.service().name())))
                        .stream()
                : Stream.empty();
    }
}
