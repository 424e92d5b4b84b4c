package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Snippet;
import dev.gpudoctor.advise.lint.shell.Variables;
import dev.gpudoctor.advise.lint.shell.Word;
import dev.gpudoctor.advise.lint.shell.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells compose files and Kubernetes manifests apart by what they hold, and reads them. */
public final class YamlFileReader {
    private static final List<String> CONTAINER_LISTS = List.of("containers", "initContainers");
    /** Parts of an object that describe something else than what it runs. */
    private static final Set<String> NOT_PODS = Set.of("metadata", "status", "openAPIV3Schema", "data", "stringData");

    private static final Pattern TEMPLATE =
            Pattern.compile("\\{\\{-?\\s*(?:[.$/]|if|range|include|define|template|with|end|toYaml|tpl|else|block)");

    private YamlFileReader() {}

    public static LintFile read(String file, String text) throws UnreadableFileException {
        List<YamlNode> documents = documents(file, text);
        List<Suppression> suppressions = Suppression.read(text.replace("\r\n", "\n"));
        if (documents.stream().anyMatch(YamlFileReader::isKubernetes)) {
            return new KubernetesManifest(file, pods(documents), suppressions);
        }
        if (documents.size() == 1 && documents.get(0).at("services").isPresent()) {
            return new ComposeFile(file, services(documents.get(0)), suppressions);
        }
        Optional<PinFile> pins =
                documents.size() == 1 ? PinFileReader.document(file, text, documents.get(0)) : Optional.empty();
        if (pins.isPresent()) {
            return pins.get();
        }
        throw new UnreadableFileException(
                file,
                UnreadableFileException.Why.OTHER_KIND,
                "neither a compose file (no services) nor a Kubernetes manifest (no kind)");
    }

    private static List<YamlNode> documents(String file, String text) throws UnreadableFileException {
        try {
            return YamlReader.read(file, text);
        } catch (UnreadableFileException broken) {
            if (TEMPLATE.matcher(text).find()) {
                throw new UnreadableFileException(
                        file,
                        UnreadableFileException.Why.TEMPLATE,
                        "a template; render it first, such as by: helm template . | gpudoctor lint -");
            }
            throw broken;
        }
    }

    private static boolean isKubernetes(YamlNode document) {
        return document.textAt("kind").isPresent()
                && document.textAt("apiVersion").isPresent();
    }

    private static List<ComposeFile.Service> services(YamlNode document) {
        return document.at("services").stream()
                .flatMap(YamlNode::entries)
                .map(entry -> new ComposeFile.Service(
                        entry.name(), image(entry.value(), entry.value().textAt("platform")), entry.value(), entry))
                .toList();
    }

    private static List<KubernetesManifest.Pod> pods(List<YamlNode> documents) {
        List<KubernetesManifest.Pod> pods = new ArrayList<>();
        for (YamlNode document : documents) {
            List<YamlNode> items = document.itemsAt("items");
            if (document.textAt("kind").filter(kind -> kind.endsWith("List")).isPresent() && !items.isEmpty()) {
                pods.addAll(pods(items));
            } else {
                addPods(document, document, pods);
            }
        }
        return pods;
    }

    /**
     * Every pod that an object describes, found by its shape, so that it does not matter which controller reads it: a
     * mapping with a list of containers, or one that names an image and its resources itself.
     */
    private static void addPods(YamlNode document, YamlNode node, List<KubernetesManifest.Pod> pods) {
        boolean containers = CONTAINER_LISTS.stream()
                .flatMap(list -> node.itemsAt(list).stream())
                .anyMatch(item -> item.at("image").isPresent());
        if (containers) {
            pods.add(pod(document, node));
        } else if (node.textAt("image").isPresent() && node.at("resources").isPresent()) {
            pods.add(pod(document, node, List.of(container(node, false))));
        } else {
            node.entries()
                    .filter(entry -> !NOT_PODS.contains(entry.name()))
                    .forEach(entry -> addPods(document, entry.value(), pods));
            node.items().forEach(item -> addPods(document, item, pods));
        }
    }

    private static KubernetesManifest.Container container(YamlNode node, boolean isInit) {
        return new KubernetesManifest.Container(
                node.textAt("name").orElse(""), image(node, Optional.empty()), isInit, node);
    }

    private static KubernetesManifest.Pod pod(YamlNode document, YamlNode spec) {
        List<KubernetesManifest.Container> containers = CONTAINER_LISTS.stream()
                .flatMap(
                        list -> spec.itemsAt(list).stream().map(node -> container(node, list.equals("initContainers"))))
                .toList();
        return pod(document, spec, containers);
    }

    private static KubernetesManifest.Pod pod(
            YamlNode document, YamlNode spec, List<KubernetesManifest.Container> containers) {
        return new KubernetesManifest.Pod(
                document.textAt("kind").orElse(""),
                document.textAt("metadata", "name").orElse(""),
                spec,
                containers,
                spec.place());
    }

    private static Optional<ImageUse> image(YamlNode owner, Optional<String> platform) {
        return owner.at("image").flatMap(node -> node.text().flatMap(text -> {
            Word word = Words.single(Snippet.at(text, node.place()), new Variables(), '\\');
            return Optional.of(word)
                    .filter(Word::known)
                    .flatMap(known -> ImageReference.parse(known.value()))
                    .map(image -> new ImageUse(image, node.place(), platform));
        }));
    }
}
