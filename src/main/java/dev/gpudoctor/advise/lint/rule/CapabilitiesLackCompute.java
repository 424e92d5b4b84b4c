package dev.gpudoctor.advise.lint.rule;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Without the capability compute the container gets no libcuda. */
final class CapabilitiesLackCompute extends StageRule {
    private static final Set<String> GIVES_COMPUTE = Set.of("all", "compute");

    CapabilitiesLackCompute() {
        super("docker.env.capabilities-lack-compute");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        if (!stage.onGpuImage() && !stage.installsGpuWheels()) {
            return Stream.empty();
        }
        return stage.stage()
                .all("ENV")
                .flatMap(env -> Optional.ofNullable(env.settings().get("NVIDIA_DRIVER_CAPABILITIES")).stream())
                .filter(value -> value.known() && !value.value().isBlank())
                .filter(value -> Arrays.stream(value.value().split(","))
                        .map(String::strip)
                        .noneMatch(GIVES_COMPUTE::contains))
                .map(value -> issue(value.place(), Map.of("value", value.value())));
    }
}
