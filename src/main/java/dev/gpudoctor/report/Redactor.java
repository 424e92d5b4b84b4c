package dev.gpudoctor.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes names out of a snapshot. It works by field: host name, user, home directory, GPU UUIDs and serials are known
 * from the facts, and exactly those texts are replaced wherever they stand. Nothing is recognised by its look:
 * {@code 10.13.3.9} is a TensorRT version, not an address.
 */
public final class Redactor {
    private final Map<Pattern, String> replacements = new LinkedHashMap<>();

    /** Learns what to take out from the machine's own facts. */
    public Redactor(Machine machine) {
        Map<String, String> names = new LinkedHashMap<>();
        String home = machine.environment().getOrDefault("HOME", "");
        if (home.length() > 1 && !home.equals("/root")) {
            names.put(home, "~");
        }
        int index = 0;
        for (Gpu gpu : machine.gpus().toOptional().orElse(List.of())) {
            add(names, gpu.uuid(), "GPU-redacted-" + index);
            add(names, gpu.serial(), "serial-redacted-" + index);
            index++;
        }
        add(names, machine.scene().hostName(), "host");
        machine.scene()
                .user()
                .toOptional()
                .filter(user -> !user.equals("root"))
                .ifPresent(user -> names.put(user, "user"));
        List<String> longestFirst = new ArrayList<>(names.keySet());
        longestFirst.sort(Comparator.comparing(String::length).reversed());
        longestFirst.forEach(name -> replacements.put(wholeWord(name), names.get(name)));
    }

    private static void add(Map<String, String> names, Observed<String> name, String replacement) {
        name.toOptional().filter(text -> !text.isBlank()).ifPresent(text -> names.put(text, replacement));
    }

    private static Pattern wholeWord(String name) {
        return Pattern.compile("(?<![A-Za-z0-9])" + Pattern.quote(name) + "(?![A-Za-z0-9])");
    }

    /** The snapshot without those names. */
    public Snapshot redact(Snapshot snapshot) {
        ObjectNode tree = (ObjectNode) redact(snapshot.tree());
        try {
            return Snapshot.parse(tree.toString());
        } catch (Snapshot.ForeignSnapshotException e) {
            throw new IllegalStateException("redaction broke the snapshot", e);
        }
    }

    private JsonNode redact(JsonNode node) {
        if (node.isTextual()) {
            return new TextNode(redact(node.asText()));
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), redact(field.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(item -> copy.add(redact(item)));
            return copy;
        }
        return node;
    }

    /** The text without those names. */
    public String redact(String text) {
        String redacted = text;
        for (Map.Entry<Pattern, String> entry : replacements.entrySet()) {
            redacted = entry.getKey().matcher(redacted).replaceAll(Matcher.quoteReplacement(entry.getValue()));
        }
        return redacted;
    }
}
