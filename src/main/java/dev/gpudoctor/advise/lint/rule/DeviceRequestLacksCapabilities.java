package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A device request without the capability gpu is refused. */
final class DeviceRequestLacksCapabilities extends ServiceRule {
    private static final Set<String> GPU = Set.of("gpu", "nvidia");

    DeviceRequestLacksCapabilities() {
        super("compose.gpu.capabilities-missing");
    }

    @Override
    Stream<Issue> judge(ServiceView service) {
        return service.deviceRequests().stream()
                .filter(request -> request.itemsAt("capabilities").stream()
                        .noneMatch(capability ->
                                capability.text().filter(GPU::contains).isPresent()))
                .map(request -> issue(
                        request.place(), Map.of("service", service.service().name())));
    }
}
