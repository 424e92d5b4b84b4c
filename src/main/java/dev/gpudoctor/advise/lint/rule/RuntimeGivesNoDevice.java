package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** With the NVIDIA runtime alone the variable decides which GPUs come in; unset means none. */
final class RuntimeGivesNoDevice extends ServiceRule {
    RuntimeGivesNoDevice() {
        super("compose.gpu.runtime-without-devices");
    }

    @Override
    Stream<Issue> judge(ServiceView service) {
        boolean unsetByImage = service.image().filter(BaseImage::isPlain).isPresent();
        return service.usesNvidiaRuntime()
                        && unsetByImage
                        && !service.asksForGpu()
                        && service.environment("NVIDIA_VISIBLE_DEVICES").isEmpty()
                        && service.node().at("env_file").isEmpty()
                ? Stream.of(issue(
                        service.place(), Map.of("service", service.service().name())))
                : Stream.empty();
    }
}
