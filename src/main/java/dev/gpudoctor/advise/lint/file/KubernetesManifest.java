package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Place;
import java.util.List;
import java.util.Optional;

/** Kubernetes objects as the pods they make, in file order. */
public record KubernetesManifest(String name, List<Pod> pods, List<Suppression> suppressions) implements LintFile {
    /**
     * A pod specification.
     *
     * @param kind the object that holds it, such as {@code Deployment}
     */
    public record Pod(String kind, String name, YamlNode spec, List<Container> containers, Place place) {
        public Pod {
            containers = List.copyOf(containers);
        }
    }

    /**
     * One container of a pod.
     *
     * @param isInit whether it ends before the others start
     */
    public record Container(String name, Optional<ImageUse> image, boolean isInit, YamlNode node) {}

    public KubernetesManifest {
        pods = List.copyOf(pods);
        suppressions = List.copyOf(suppressions);
    }

    @Override
    public List<ImageUse> images() {
        return pods.stream()
                .flatMap(pod -> pod.containers().stream())
                .flatMap(container -> container.image().stream())
                .toList();
    }
}
