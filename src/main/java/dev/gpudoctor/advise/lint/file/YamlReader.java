package dev.gpudoctor.advise.lint.file;

import dev.gpudoctor.advise.lint.shell.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads YAML documents with places, bounded in size, depth and in what aliases can multiply to. */
public final class YamlReader {
    private static final int MAX_NODES = 200_000;
    private static final int MAX_DEPTH = 60;
    private static final int MAX_ALIASES = 200;

    private final String file;
    private int nodes;

    private YamlReader(String file) {
        this.file = file;
    }

    /**
     * Reads every document of a text.
     *
     * @param file the name to report
     * @throws UnreadableFileException if it is not YAML within the bounds
     */
    public static List<YamlNode> read(String file, String text) throws UnreadableFileException {
        if (text.length() > DockerfileLines.MAX_LENGTH) {
            throw new UnreadableFileException(file, "longer than " + DockerfileLines.MAX_LENGTH + " characters");
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setCodePointLimit(DockerfileLines.MAX_LENGTH)
                .setAllowDuplicateKeys(true)
                .build();
        YamlReader reader = new YamlReader(file);
        try {
            refuseDeepNesting(file, new Parse(settings).parseString(text));
            List<YamlNode> documents = new ArrayList<>();
            for (Node document : new Compose(settings).composeAllFromString(text)) {
                documents.add(reader.node(document, 0));
            }
            return documents;
        } catch (MarkedYamlEngineException broken) {
            Place place = broken.getProblemMark().map(YamlReader::place).orElse(new Place(1, 1));
            throw new UnreadableFileException(file, place, "not YAML: " + broken.getProblem());
        } catch (YamlEngineException broken) {
            throw new UnreadableFileException(file, "not YAML: " + firstLine(String.valueOf(broken.getMessage())));
        }
    }

    /** Composing recurses; the events before it do not, so depth is bounded there. */
    private static void refuseDeepNesting(String file, Iterable<Event> events) throws UnreadableFileException {
        int depth = 0;
        for (Event event : events) {
            if (event instanceof CollectionStartEvent start && ++depth > MAX_DEPTH) {
                Place place = start.getStartMark().map(YamlReader::place).orElse(new Place(1, 1));
                throw new UnreadableFileException(file, place, "more than " + MAX_DEPTH + " levels");
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("unreadable");
    }

    private YamlNode node(Node node, int depth) throws UnreadableFileException {
        Place place = node.getStartMark().map(YamlReader::place).orElse(new Place(1, 1));
        if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
            throw new UnreadableFileException(
                    file, place, "more than " + MAX_NODES + " values or " + MAX_DEPTH + " levels");
        }
        if (node instanceof ScalarNode scalar) {
            boolean quoted = scalar.getScalarStyle() != ScalarStyle.PLAIN;
            return new YamlNode.Scalar(scalar.getValue(), quoted, place);
        }
        if (node instanceof SequenceNode sequence) {
            List<YamlNode> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(node(item, depth + 1));
            }
            return new YamlNode.Sequence(items, place);
        }
        return mapping((MappingNode) node, place, depth);
    }

    private YamlNode mapping(MappingNode mapping, Place place, int depth) throws UnreadableFileException {
        List<YamlNode.Entry> entries = new ArrayList<>();
        List<YamlNode.Entry> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            YamlNode key = node(tuple.getKeyNode(), depth + 1);
            YamlNode value = node(tuple.getValueNode(), depth + 1);
            Optional<String> name = key.text();
            if (name.filter("<<"::equals).isPresent()) {
                value.entries().forEach(merged::add);
                value.items().flatMap(YamlNode::entries).forEach(merged::add);
            } else if (name.isPresent()) {
                entries.add(new YamlNode.Entry(name.get(), value, key.place()));
            }
        }
        entries.addAll(merged);
        return new YamlNode.Mapping(entries, place);
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
