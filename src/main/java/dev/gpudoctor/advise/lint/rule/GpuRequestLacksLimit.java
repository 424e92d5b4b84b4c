package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** A GPU asked for must stand among the limits, and a request must equal it. */
final class GpuRequestLacksLimit extends ContainerRule {
    GpuRequestLacksLimit() {
        super("kubernetes.gpu.limit-missing");
    }

    @Override
    Stream<Issue> judge(ContainerView container) {
        return container.gpus("requests").stream()
                .filter(request -> container.gpus("limits").stream()
                        .noneMatch(limit -> limit.name().equals(request.name())
                                && limit.value().text().equals(request.value().text())))
                .map(request -> issue(request.place(), Map.of("resource", request.name())));
    }
}
