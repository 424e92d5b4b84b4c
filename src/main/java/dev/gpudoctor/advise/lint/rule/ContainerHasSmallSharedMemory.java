package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** Data loaders and Python backends pass tensors through /dev/shm, which is small by default. */
final class ContainerHasSmallSharedMemory extends ContainerRule {
    ContainerHasSmallSharedMemory() {
        super("kubernetes.shm.default");
    }

    @Override
    Stream<Issue> judge(ContainerView container) {
        boolean needs = container
                .container()
                .image()
                .filter(use -> GpuImages.usesSharedMemory(use.image()))
                .isPresent();
        return needs && !container.container().isInit() && container.takesGpu() && !container.hasSharedMemory()
                ? Stream.of(issue(
                        container.place(),
                        Map.of("container", container.container().name())))
                : Stream.empty();
    }
}
