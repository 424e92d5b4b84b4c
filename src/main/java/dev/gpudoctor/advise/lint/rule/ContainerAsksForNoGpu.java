package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** A container with a GPU image has no GPU among its limits. */
final class ContainerAsksForNoGpu extends ContainerRule {
    ContainerAsksForNoGpu() {
        super("kubernetes.gpu.not-requested");
    }

    @Override
    Stream<Issue> judge(ContainerView container) {
        boolean gpuImage = container.image().filter(BaseImage::isGpuImage).isPresent();
        boolean device = container.variable("NVIDIA_VISIBLE_DEVICES").isPresent();
        return gpuImage
                        && !device
                        && !container.asksForGpu()
                        && container.gpus("requests").isEmpty()
                ? Stream.of(issue(
                        container.place(),
                        Map.of("container", container.container().name())))
                : Stream.empty();
    }
}
