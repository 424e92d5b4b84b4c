package dev.gpudoctor.finding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that users choose rather than something that goes wrong, such as a precision.
 *
 * @param name one word, as it is asked for
 * @param title the same in a few words
 * @param text paragraphs
 * @param commands command lines that show its use; capitals stand for what the user puts there
 * @param sources what it rests on
 */
public record Topic(
        String name, String title, List<String> text, List<List<String>> commands, List<SourceLink> sources) {
    public Topic {
        text = List.copyOf(text);
        commands = commands.stream().map(List::copyOf).toList();
        sources = List.copyOf(sources);
    }

    /** Every topic, in the order of the catalogue. */
    public static List<Topic> builtIn() {
        try (InputStream in = Topic.class.getResourceAsStream("/dev/gpudoctor/catalog/topics.json")) {
            List<Topic> topics = new ArrayList<>();
            for (JsonNode node : Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .path("topics")) {
                List<List<String>> commands = new ArrayList<>();
                node.path("commands").forEach(command -> commands.add(words(command)));
                List<SourceLink> sources = new ArrayList<>();
                node.path("sources")
                        .forEach(source -> sources.add(new SourceLink(
                                source.path("title").asText(),
                                source.path("url").asText())));
                topics.add(new Topic(
                        node.path("name").asText(),
                        node.path("title").asText(),
                        words(node.path("text")),
                        commands,
                        sources));
            }
            return topics;
        } catch (IOException e) {
            throw new UncheckedIOException("topics", e);
        }
    }

    private static List<String> words(JsonNode array) {
        List<String> words = new ArrayList<>();
        array.forEach(word -> words.add(word.asText()));
        return words;
    }
}
