package dev.gpudoctor.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.ContainerTooling;
import dev.gpudoctor.machine.Machine;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of a machine and its people that are taken out of what is written: of homes in paths, of GPUs, and of the host
 * that wrote a line of a log. What comes in is text of any kind, what goes out the same text with pseudonyms.
 */
public final class Names {
    private static final Pattern SELECTION = Pattern.compile(".*VISIBLE_DEVICES");
    /** The host is the word after the time in lines of syslog and journald; another word with a colon follows it. */
    private static final String LOGGED =
            "(?m)^((?:[A-Z][a-z]{2} +\\d+ [\\d:]{8}|\\d{4}-\\d\\d-\\d\\d[T ]\\S+) )(\\S+)(?= ";

    private static final Pattern LOG_HOST = Pattern.compile(LOGGED + "\\S*:)");
    /** Where the host is not known, only before the kernel or a process with its number: other logs have a level there. */
    private static final Pattern ANY_LOG_HOST = Pattern.compile(LOGGED + "(?:kernel|[^\\s:\\[]+\\[\\d+\\]):)");

    static final String HOST = "host";

    /** Text between the marks of XML. */
    private static final Pattern CONTENT = Pattern.compile("[^<>\"]+");

    private final HomePaths homes;
    private final DeviceIds devices;
    private final Optional<String> host;

    Names(HomePaths homes, DeviceIds devices, Optional<String> host) {
        this.homes = homes;
        this.devices = devices;
        this.host = host;
    }

    /**
     * Of a machine.
     *
     * @param reader variables of whoever looks at it, whose home directory files may be in
     * @param paths texts of which each is one path, from which names with spaces are learned
     */
    static Names of(Machine machine, Map<String, String> reader, Collection<String> paths) {
        return new Names(
                new HomePaths(
                        homes(machine.environment(), reader),
                        machine.scene().user().toOptional().filter(Names::isPerson),
                        paths),
                new DeviceIds(
                        machine.gpus().toOptional().orElse(List.of()),
                        Stream.concat(
                                        machine.environment().entrySet().stream()
                                                .filter(variable -> SELECTION
                                                        .matcher(variable.getKey())
                                                        .matches())
                                                .map(Map.Entry::getValue),
                                        machine.containerTooling().requests().toOptional().orElse(List.of()).stream()
                                                .map(ContainerTooling.Request::device))
                                .toList()),
                machine.scene().hostName().toOptional().filter(name -> !name.isBlank()));
    }

    /** Of a machine, for answers that quote only some of its facts. */
    public static Names of(Machine machine, Map<String, String> reader) {
        return of(machine, reader, List.of());
    }

    /** Of whoever asks, where no machine was looked at. */
    public static Names of(Map<String, String> reader, String user) {
        return new Names(
                new HomePaths(homes(reader, Map.of()), Optional.of(user).filter(Names::isPerson), List.of()),
                new DeviceIds(List.of(), List.of()),
                Optional.empty());
    }

    private static List<String> homes(Map<String, String> one, Map<String, String> other) {
        return Stream.of(one, other)
                .flatMap(variables -> Optional.ofNullable(variables.get("HOME")).stream())
                .distinct()
                .toList();
    }

    private static boolean isPerson(String user) {
        return !user.isBlank() && !user.equals("root");
    }

    HomePaths homes() {
        return homes;
    }

    DeviceIds devices() {
        return devices;
    }

    /** The text without people's names in its paths, without GPUs' ids, and without the host that wrote a line of a log. */
    public String text(String text) {
        String without = devices.redact(homes.redact(text));
        return (host.isPresent() ? LOG_HOST : ANY_LOG_HOST)
                .matcher(without)
                .replaceAll(found ->
                        Matcher.quoteReplacement(found.group(1) + (isHost(found.group(2)) ? HOST : found.group(2))));
    }

    private boolean isHost(String word) {
        return host.map(word::equals).orElse(true);
    }

    /** A whole answer without them, in its own format. */
    public String answer(OutputFormat format, String answer) {
        return switch (format) {
            case JSON, SARIF -> json(answer);
            case JUNIT, HTML ->
                CONTENT.matcher(answer).replaceAll(found -> Matcher.quoteReplacement(xml(found.group())));
            case TEXT, MARKDOWN, GITHUB, LINE, PROMETHEUS, NFD -> text(answer);
        };
    }

    private String json(String answer) {
        try {
            return Json.pretty(tree(Json.parse(answer)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that is not JSON", e);
        }
    }

    private String xml(String content) {
        String plain = unescaped(content);
        String without = text(plain);
        return without.equals(plain) ? content : Html.text(without);
    }

    private static String unescaped(String content) {
        return content.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&#10;", "\n")
                .replace("&amp;", "&");
    }

    /** The same tree with other texts, names of fields included. */
    JsonNode tree(JsonNode node) {
        if (node.isTextual()) {
            String text = node.asText();
            String without = text(text);
            return without.equals(text) ? node : new TextNode(without);
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(field -> copy.set(text(field.getKey()), tree(field.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(item -> copy.add(tree(item)));
            return copy;
        }
        return node;
    }
}
