package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Snippet;
import dev.gpudoctor.advise.lint.shell.Variables;
import dev.gpudoctor.advise.lint.shell.Word;
import dev.gpudoctor.advise.lint.shell.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells compose files and Kubernetes manifests apart by what they hold, and reads them. */
public final class YamlFileReader {
    private static final List<String> CONTAINER_LISTS = List.of("containers", "initContainers");
    /** Where the kinds of objects keep their pod specification. */
    private static final List<List<String>> POD_SPECS = List.of(
            List.of("spec", "template", "spec"),
            List.of("spec", "jobTemplate", "spec", "template", "spec"),
            List.of("template", "spec"),
            List.of("spec"));

    private YamlFileReader() {}

    public static LintFile read(String file, String text) throws UnreadableFileException {
        List<YamlNode> documents = YamlReader.read(file, text);
        List<Suppression> suppressions = Suppression.read(text.replace("\r\n", "\n"));
        if (documents.stream().anyMatch(YamlFileReader::isKubernetes)) {
            return new KubernetesManifest(file, pods(documents), suppressions);
        }
        if (documents.size() == 1 && documents.get(0).at("services").isPresent()) {
            return new ComposeFile(file, services(documents.get(0)), suppressions);
        }
        throw new UnreadableFileException(
                file, "neither a compose file (no services) nor a Kubernetes manifest (no kind)");
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
                podSpec(document).map(spec -> pod(document, spec)).ifPresent(pods::add);
            }
        }
        return pods;
    }

    private static Optional<YamlNode> podSpec(YamlNode document) {
        return POD_SPECS.stream()
                .flatMap(path -> document.at(path.toArray(String[]::new)).stream())
                .filter(spec -> spec.at("containers").isPresent())
                .findFirst();
    }

    private static KubernetesManifest.Pod pod(YamlNode document, YamlNode spec) {
        List<KubernetesManifest.Container> containers = CONTAINER_LISTS.stream()
                .flatMap(list -> spec.itemsAt(list).stream())
                .map(node -> new KubernetesManifest.Container(
                        node.textAt("name").orElse(""), image(node, Optional.empty()), node))
                .toList();
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
