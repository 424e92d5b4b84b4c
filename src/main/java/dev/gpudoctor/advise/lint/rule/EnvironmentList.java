package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.YamlNode;
import dev.gpudoctor.advise.lint.shell.Place;
import java.util.Optional;

/** Variables as compose writes them: a mapping, or a list of {@code NAME=value}. */
final class EnvironmentList {
    private EnvironmentList() {}

    static Optional<String> value(Optional<YamlNode> environment, String name) {
        Optional<String> mapped = environment.flatMap(node -> node.textAt(name));
        return mapped.isPresent()
                ? mapped
                : listed(environment, name).flatMap(YamlNode::text).map(text -> text.substring(text.indexOf('=') + 1));
    }

    static Optional<Place> place(Optional<YamlNode> environment, String name) {
        Optional<Place> mapped = environment.flatMap(node -> node.entry(name)).map(YamlNode.Entry::place);
        return mapped.isPresent() ? mapped : listed(environment, name).map(YamlNode::place);
    }

    private static Optional<YamlNode> listed(Optional<YamlNode> environment, String name) {
        return environment.stream()
                .flatMap(YamlNode::items)
                .filter(item ->
                        item.text().filter(text -> text.startsWith(name + "=")).isPresent())
                .findFirst();
    }
}
