package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.ImageUse;
import dev.gpudoctor.advise.lint.file.KubernetesManifest;
import dev.gpudoctor.advise.lint.file.YamlNode;
import dev.gpudoctor.advise.lint.shell.Place;
import dev.gpudoctor.matrix.Matrix;
import java.util.List;
import java.util.Optional;

/** A Kubernetes container seen with its pod. */
record ContainerView(KubernetesManifest.Pod pod, KubernetesManifest.Container container, Optional<BaseImage> image) {
    private static final String PREFIX = "nvidia.com/";

    static List<ContainerView> of(KubernetesManifest.Pod pod, Matrix matrix) {
        return pod.containers().stream()
                .map(container ->
                        new ContainerView(pod, container, container.image().map(use -> BaseImage.of(use, matrix))))
                .toList();
    }

    YamlNode node() {
        return container.node();
    }

    Place place() {
        return container.image().map(ImageUse::place).orElse(node().place());
    }

    /** The entries of {@code resources.limits} or {@code resources.requests} that name GPUs or slices of them. */
    List<YamlNode.Entry> gpus(String list) {
        return node().at("resources", list).stream()
                .flatMap(YamlNode::entries)
                .filter(entry -> entry.name().startsWith(PREFIX))
                .toList();
    }

    /** Whether its limits name a GPU. What a resource claim stands for is said elsewhere. */
    boolean takesGpu() {
        return gpus("limits").stream()
                .anyMatch(entry -> entry.value().text().filter("0"::equals).isEmpty());
    }

    /** Whether the container sees all devices of its node, as those of agents and device plugins do. */
    boolean isPrivileged() {
        return node().textAt("securityContext", "privileged")
                .filter("true"::equals)
                .isPresent();
    }

    boolean asksForGpu() {
        return takesGpu() || !node().itemsAt("resources", "claims").isEmpty();
    }

    /** The entry of {@code env} with that name. */
    Optional<YamlNode> variable(String name) {
        return node().itemsAt("env").stream()
                .filter(item -> item.textAt("name").filter(name::equals).isPresent())
                .findFirst();
    }

    /** Whether a memory-backed volume is mounted at {@code /dev/shm}. */
    boolean hasSharedMemory() {
        List<String> inMemory = pod.spec().itemsAt("volumes").stream()
                .filter(volume -> volume.textAt("emptyDir", "medium")
                        .filter("Memory"::equals)
                        .isPresent())
                .flatMap(volume -> volume.textAt("name").stream())
                .toList();
        return node().itemsAt("volumeMounts").stream()
                .filter(mount ->
                        mount.textAt("mountPath").filter("/dev/shm"::equals).isPresent())
                .anyMatch(
                        mount -> mount.textAt("name").filter(inMemory::contains).isPresent());
    }
}
