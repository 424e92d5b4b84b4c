package dev.gpudoctor.advise.lint.rule;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Device nodes mounted from the host go past the device plugin. */
final class PodMountsDriver extends ContainerRule {
    PodMountsDriver() {
        super("kubernetes.gpu.mounted-by-hand");
    }

    @Override
    Stream<Issue> judge(ContainerView container) {
        List<String> byHand = container.pod().spec().itemsAt("volumes").stream()
                .filter(volume -> volume.textAt("hostPath", "path")
                        .filter(path -> path.startsWith("/dev/nvidia") || path.startsWith("/usr/lib/nvidia"))
                        .isPresent())
                .flatMap(volume -> volume.textAt("name").stream())
                .toList();
        return container.node().itemsAt("volumeMounts").stream()
                .filter(mount -> mount.textAt("name").filter(byHand::contains).isPresent())
                .limit(1)
                .map(mount -> issue(
                        mount.place(), Map.of("container", container.container().name())));
    }
}
