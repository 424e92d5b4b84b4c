package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A container with a GPU image has no GPU among its limits. */
final class ContainerAsksForNoGpu extends ContainerRule {
    /** Objects that others take a pod from; the taker asks for the GPU. */
    private static final Set<String> TEMPLATES = Set.of(
            "ServingRuntime", "ClusterServingRuntime", "TrainingRuntime", "ClusterTrainingRuntime", "PodTemplate");

    ContainerAsksForNoGpu() {
        super("kubernetes.gpu.not-requested");
    }

    @Override
    Stream<Issue> judge(ContainerView container) {
        // PyTorch's own image is used without a GPU as well.
        boolean gpuImage = container
                .image()
                .filter(image -> image.isGpuImage() && image.origin() != BaseImage.Origin.PYTORCH)
                .isPresent();
        boolean device = container.variable("NVIDIA_VISIBLE_DEVICES").isPresent() || container.isPrivileged();
        boolean works = !container.container().isInit()
                && !TEMPLATES.contains(container.pod().kind());
        return gpuImage
                        && works
                        && !device
                        && !container.asksForGpu()
                        && container.gpus("requests").isEmpty()
                ? Stream.of(issue(
                        container.place(),
                        Map.of("container", container.container().name())))
                : Stream.empty();
    }
}
