package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** A device request may give a number or names, not both. */
final class DeviceRequestCountsAndNames extends ServiceRule {
    DeviceRequestCountsAndNames() {
        super("compose.gpu.count-and-ids");
    }

    @Override
    Stream<Issue> judge(ServiceView service) {
        return service.deviceRequests().stream()
                .filter(request -> request.at("count").isPresent()
                        && request.at("device_ids").isPresent())
                .map(request -> issue(
                        request.entry("device_ids").get().place(),
                        Map.of("service", service.service().name())));
    }
}
