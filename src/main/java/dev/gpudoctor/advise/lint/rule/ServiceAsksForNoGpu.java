package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A service with a GPU image asks for no GPU, so its container has none. */
final class ServiceAsksForNoGpu extends ServiceRule {
    private static final Set<String> HIDES = Set.of("", "void", "none");

    ServiceAsksForNoGpu() {
        super("compose.gpu.not-requested");
    }

    @Override
    Stream<Issue> judge(ServiceView service) {
        boolean gpuImage = service.image().filter(BaseImage::isGpuImage).isPresent();
        boolean meant = gpuImage
                || service.environment("NVIDIA_VISIBLE_DEVICES")
                        .filter(value -> !HIDES.contains(value))
                        .isPresent();
        return meant && !service.mountsDriver() && !service.asksForGpu() && !service.usesNvidiaRuntime()
                ? Stream.of(issue(
                        service.place(), Map.of("service", service.service().name())))
                : Stream.empty();
    }
}
