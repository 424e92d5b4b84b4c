package dev.gpudoctor.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Condition;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The messages that gpudoctor knows, what they can mean, and the names of libraries: data on the class path. */
public final class MessageGrammar {
    /** Candidate that stands for no message: the line speaks of some failure. */
    static final int TELLING = 0;

    /** A text of the catalogue alone makes a cause possible, not likely. */
    private static final int CATALOGUE_WEIGHT = 31;

    private static final String FOLDER = "/dev/gpudoctor/log/";

    private final List<LogMessage> messages;
    private final Map<String, LogCause> causes;
    private final LibraryNames libraries;
    private final Anchors anchors;
    private final List<BitSet> messagesOfAnchor = new ArrayList<>();

    private MessageGrammar(List<LogMessage> messages, Map<String, LogCause> causes, LibraryNames libraries) {
        this.messages = List.copyOf(messages);
        this.causes = causes;
        this.libraries = libraries;
        Map<String, BitSet> index = new LinkedHashMap<>();
        TellingLine.FAULTS.forEach(
                word -> index.computeIfAbsent(word, key -> new BitSet()).set(TELLING));
        for (int number = 0; number < messages.size(); number++) {
            for (String anchor : messages.get(number).anchors()) {
                index.computeIfAbsent(anchor, key -> new BitSet()).set(number + 1);
            }
        }
        this.anchors = new Anchors(List.copyOf(index.keySet()));
        this.messagesOfAnchor.addAll(index.values());
    }

    /**
     * The grammar that comes with the program.
     *
     * @param catalog whose texts of conditions count as weak messages besides
     */
    public static MessageGrammar builtIn(Catalog catalog) {
        JsonNode contents = tree("grammar.json");
        List<LogMessage> messages = new ArrayList<>(ofCatalog(catalog, texts(contents.path("tooWeak"))));
        for (JsonNode file : contents.path("messages")) {
            JsonNode tree = tree("messages/" + file.asText() + ".json");
            tree.path("messages").forEach(node -> messages.add(message(node)));
        }
        Map<String, LogCause> causes = new LinkedHashMap<>();
        for (JsonNode file : contents.path("causes")) {
            tree("causes/" + file.asText() + ".json").path("causes").forEach(node -> {
                LogCause cause = cause(node);
                causes.put(cause.id(), cause);
            });
        }
        List<LibraryNames.Family> families = new ArrayList<>();
        tree("libraries.json")
                .path("libraries")
                .forEach(node -> families.add(new LibraryNames.Family(
                        node.path("name").asText(),
                        pattern(node.path("pattern").asText()),
                        node.path("component").asText(),
                        node.path("product").asText(),
                        map(node.path("releases")),
                        map(node.path("values")))));
        return new MessageGrammar(messages, causes, new LibraryNames(families));
    }

    /** The texts by which the catalogue's conditions show in logs, except those that many ordinary lines contain. */
    private static List<LogMessage> ofCatalog(Catalog catalog, List<String> tooWeak) {
        Map<String, Map<String, Integer>> causes = new LinkedHashMap<>();
        for (Condition condition : catalog.all()) {
            for (String text : condition.logTexts()) {
                String plain =
                        text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
                if (!tooWeak.contains(plain) && plain.chars().allMatch(letter -> letter < 128)) {
                    causes.computeIfAbsent(plain, key -> new LinkedHashMap<>()).put(condition.id(), CATALOGUE_WEIGHT);
                }
            }
        }
        List<LogMessage> messages = new ArrayList<>();
        causes.forEach((text, conditions) -> messages.add(new LogMessage(
                "catalogue." + messages.size(),
                List.of(text),
                pattern(Pattern.quote(text)),
                conditions,
                Map.of(),
                "",
                LogMessage.CATALOGUE)));
        return messages;
    }

    public List<LogMessage> messages() {
        return messages;
    }

    public List<LogCause> causes() {
        return List.copyOf(causes.values());
    }

    Optional<LogCause> cause(String id) {
        return Optional.ofNullable(causes.get(id));
    }

    LibraryNames libraries() {
        return libraries;
    }

    LogMessage message(int candidate) {
        return messages.get(candidate - 1);
    }

    /** The messages that a line may be, and {@link #TELLING} if it speaks of a failure. */
    BitSet candidates(String raw) {
        BitSet words = new BitSet();
        anchors.in(raw.indexOf('\u001b') < 0 ? raw : LogNormaliser.message(raw), words);
        BitSet candidates = new BitSet();
        words.stream().forEach(word -> candidates.or(messagesOfAnchor.get(word)));
        return candidates;
    }

    private static LogMessage message(JsonNode node) {
        Map<String, Integer> causes = new LinkedHashMap<>();
        node.path("causes")
                .properties()
                .forEach(entry -> causes.put(entry.getKey(), entry.getValue().asInt()));
        return new LogMessage(
                node.path("id").asText(),
                texts(node.path("anchors")).stream()
                        .map(text -> text.toLowerCase(Locale.ROOT))
                        .toList(),
                pattern(node.path("pattern").asText()),
                causes,
                map(node.path("sets")),
                node.path("harmless").asText(),
                node.path("source").asText());
    }

    private static LogCause cause(JsonNode node) {
        List<LogCause.Step> steps = new ArrayList<>();
        for (JsonNode step : node.path("steps")) {
            steps.add(new LogCause.Step(
                    new Remedy(
                            step.path("text").asText(),
                            texts(step.path("argv")),
                            texts(step.path("on")),
                            step.path("needsRoot").asBoolean(),
                            step.path("needsReboot").asBoolean(),
                            false),
                    new LogCause.Expectation(map(step.path("when")))));
        }
        List<LogCause.Boost> boosts = new ArrayList<>();
        node.path("boosts")
                .forEach(boost -> boosts.add(new LogCause.Boost(
                        new LogCause.Expectation(map(boost.path("when"))),
                        boost.path("points").asInt())));
        return new LogCause(
                node.path("id").asText(),
                Optional.of(node.path("condition").asText()).filter(id -> !id.isEmpty()),
                texts(node.path("says")),
                node.path("why").asText(),
                steps,
                boosts,
                node.path("harmless").asBoolean());
    }

    private static Pattern pattern(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
    }

    private static Map<String, String> map(JsonNode node) {
        Map<String, String> map = new LinkedHashMap<>();
        node.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static JsonNode tree(String name) {
        try (InputStream in = MessageGrammar.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the message grammar lacks " + name);
            }
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("message grammar " + name, e);
        }
    }
}
