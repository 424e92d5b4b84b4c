package dev.gpudoctor.advise.lint.file;

import java.util.List;
import java.util.Optional;

/**
 * A container image by name, as {@code FROM} and {@code image:} write it.
 *
 * @param registry the host, {@code docker.io} when none is written
 * @param repository the path inside the registry; Docker Hub's own images carry {@code library/}
 * @param text as it was written
 */
public record ImageReference(
        String registry, String repository, Optional<String> tag, Optional<String> digest, String text) {
    private static final String DOCKER_HUB = "docker.io";

    /** Reads a reference; nothing when the text is not one. */
    public static Optional<ImageReference> parse(String text) {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,511}")) {
            return Optional.empty();
        }
        int at = text.indexOf('@');
        Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1));
        String name = at < 0 ? text : text.substring(0, at);
        int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
        Optional<String> tag = colon < 0 ? Optional.empty() : Optional.of(name.substring(colon + 1));
        String path = colon < 0 ? name : name.substring(0, colon);
        int slash = path.indexOf('/');
        boolean hasRegistry = slash > 0 && isHost(path.substring(0, slash));
        String registry = hasRegistry ? path.substring(0, slash) : DOCKER_HUB;
        String repository = hasRegistry ? path.substring(slash + 1) : path;
        if (repository.isEmpty()
                || tag.filter(String::isEmpty).isPresent()
                || digest.filter(String::isEmpty).isPresent()) {
            return Optional.empty();
        }
        boolean hub = registry.equals(DOCKER_HUB) || registry.equals("index.docker.io");
        return Optional.of(new ImageReference(
                hub ? DOCKER_HUB : registry,
                hub && repository.indexOf('/') < 0 ? "library/" + repository : repository,
                tag,
                digest,
                text));
    }

    private static boolean isHost(String head) {
        return head.equals("localhost") || head.indexOf('.') >= 0 || head.indexOf(':') >= 0;
    }

    /** Registry and repository; the matrix names images of Docker Hub without {@code docker.io}. */
    public String name() {
        if (!registry.equals(DOCKER_HUB)) {
            return registry + "/" + repository;
        }
        return repository.startsWith("library/") ? repository.substring("library/".length()) : repository;
    }

    /** The words of the tag between dashes: {@code 12.4.1}, {@code runtime}, {@code ubuntu22.04}. */
    public List<String> tagWords() {
        return tag.map(text -> List.of(text.split("-"))).orElse(List.of());
    }

    @Override
    public String toString() {
        return text;
    }
}
