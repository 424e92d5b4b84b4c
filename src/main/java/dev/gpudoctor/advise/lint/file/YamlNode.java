package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Place;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A YAML value with its place. TensorRtStart for what is not there gives nothing, never a failure. */
public sealed interface YamlNode {
    Place place();

    /**
     * A text, a number, a truth value or nothing, all as written.
     *
     * @param quoted whether quotes stood around it
     */
    record Scalar(String value, boolean quoted, Place place) implements YamlNode {}

    /** A list. */
    record Sequence(List<YamlNode> elements, Place place) implements YamlNode {
        public Sequence {
            elements = List.copyOf(elements);
        }
    }

    /** Names and values in file order; keys merged in by {@code <<} come last. */
    record Mapping(List<Entry> fields, Place place) implements YamlNode {
        public Mapping {
            fields = List.copyOf(fields);
        }
    }

    /**
     * One name and its value.
     *
     * @param place of the name
     */
    record Entry(String name, YamlNode value, Place place) {}

    default Stream<Entry> entries() {
        return this instanceof Mapping mapping ? mapping.fields().stream() : Stream.empty();
    }

    default Stream<YamlNode> items() {
        return this instanceof Sequence sequence ? sequence.elements().stream() : Stream.empty();
    }

    default Optional<String> text() {
        return this instanceof Scalar scalar ? Optional.of(scalar.value()) : Optional.empty();
    }

    default Optional<Entry> entry(String name) {
        return entries().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** The value at a path of names. */
    default Optional<YamlNode> at(String... path) {
        Optional<YamlNode> node = Optional.of(this);
        for (String name : path) {
            node = node.flatMap(inner -> inner.entry(name)).map(Entry::value);
        }
        return node;
    }

    /** The text at a path of names. */
    default Optional<String> textAt(String... path) {
        return at(path).flatMap(YamlNode::text);
    }

    /** The items of the list at a path, none if there is no list. */
    default List<YamlNode> itemsAt(String... path) {
        return at(path).stream().flatMap(YamlNode::items).toList();
    }
}
