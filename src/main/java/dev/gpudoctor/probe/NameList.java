package dev.gpudoctor.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Names and prefixes of names from a resource beside this class. */
final class NameList {
    private final Set<String> names;
    private final Set<String> prefixes;

    private NameList(Set<String> names, Set<String> prefixes) {
        this.names = names;
        this.prefixes = prefixes;
    }

    /** Reads one name per line; {@code #} begins a comment and {@code *} ends a prefix. */
    static NameList of(String resource) {
        try (InputStream stream = NameList.class.getResourceAsStream(resource)) {
            Set<String> lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toSet());
            return new NameList(
                    lines.stream().filter(line -> !line.endsWith("*")).collect(Collectors.toSet()),
                    lines.stream()
                            .filter(line -> line.endsWith("*"))
                            .map(line -> line.substring(0, line.length() - 1))
                            .collect(Collectors.toSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean contains(String name) {
        return names.contains(name) || prefixes.stream().anyMatch(name::startsWith);
    }
}
