package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** Data loaders and Python backends pass tensors through /dev/shm, which is small by default. */
final class ServiceHasSmallSharedMemory extends ServiceRule {
    ServiceHasSmallSharedMemory() {
        super("compose.shm.default");
    }

    @Override
    Stream<Issue> judge(ServiceView service) {
        boolean needs = service.service()
                .image()
                .filter(use -> GpuImages.usesSharedMemory(use.image()))
                .isPresent();
        boolean enough = service.node().at("shm_size").isPresent()
                || service.node()
                        .textAt("ipc")
                        .filter(ipc -> !ipc.equals("private"))
                        .isPresent()
                || service.node().itemsAt("tmpfs").stream().anyMatch(item -> item.text()
                        .filter(text -> text.startsWith("/dev/shm"))
                        .isPresent())
                || service.node().itemsAt("volumes").stream().anyMatch(item -> item.text()
                        .or(() -> item.textAt("target"))
                        .filter(text -> text.endsWith("/dev/shm"))
                        .isPresent());
        return needs && !enough
                ? Stream.of(issue(
                        service.place(), Map.of("service", service.service().name())))
                : Stream.empty();
    }
}
