package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Compose refuses a device request without capabilities, and Docker one whose capabilities no device driver has. */
final class DeviceRequestLacksCapabilities extends ServiceRule {
    private static final Set<String> GPU =
            Set.of("gpu", "nvidia", "compute", "utility", "graphics", "video", "display", "compat32", "ngx", "cdi");

    DeviceRequestLacksCapabilities() {
        super("compose.gpu.capabilities-missing");
    }

    @Override
    Stream<Issue> judge(ServiceView service) {
        return Stream.concat(service.deviceRequests().stream(), service.cdiRequests())
                .filter(request -> request.itemsAt("capabilities").stream()
                        .noneMatch(capability ->
                                capability.text().filter(GPU::contains).isPresent()))
                .map(request -> issue(
                        request.place(), Map.of("service", service.service().name())));
    }
}
