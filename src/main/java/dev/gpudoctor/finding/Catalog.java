package dev.gpudoctor.finding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All conditions gpudoctor knows, in the order in which one repairs a machine: hardware first, then kernel, driver,
 * CUDA and what stands on it. Areas are read from the class path when they are first asked for.
 */
public final class Catalog {
    /** The areas, each a resource {@code catalog/AREA.json}, in repair order. */
    public static final List<String> AREAS = List.of(
            "hardware",
            "driver",
            "permissions",
            "wsl",
            "jetson",
            "env",
            "container",
            "cuda",
            "toolkit",
            "cudnn",
            "tensorrt",
            "program",
            "python",
            "framework",
            "smoke",
            "model",
            "policy",
            "docker",
            "compose",
            "kubernetes",
            "lint");

    private final Map<String, Map<String, Condition>> areas = new LinkedHashMap<>();

    /** The condition of that id. */
    public Optional<Condition> find(String id) {
        int dot = id.indexOf('.');
        return dot < 0 || !AREAS.contains(id.substring(0, dot))
                ? Optional.empty()
                : Optional.ofNullable(area(id.substring(0, dot)).get(id));
    }

    /** Every condition in repair order. */
    public List<Condition> all() {
        return AREAS.stream().flatMap(name -> area(name).values().stream()).toList();
    }

    /** The conditions of one area in repair order. */
    public Collection<Condition> ofArea(String name) {
        return area(name).values();
    }

    /**
     * Names a condition in one place.
     *
     * @param id a condition of the catalogue
     * @param subject where it was found; empty for the machine
     * @param values texts for the templates
     * @throws IllegalArgumentException if the catalogue has no such condition
     */
    public Finding finding(
            String id, String subject, Map<String, String> values, List<Evidence> evidence, List<SourceLink> sources) {
        Condition condition =
                find(id).orElseThrow(() -> new IllegalArgumentException("no condition " + id + " in the catalogue"));
        Template template = new Template(values);
        List<SourceLink> allSources = new ArrayList<>(sources);
        condition.sources().stream()
                .filter(source -> allSources.stream().noneMatch(source::isSame))
                .forEach(allSources::add);
        return new Finding(
                subject.isEmpty() ? id : id + "@" + Template.printable(subject),
                id,
                condition.severity(),
                condition.title(),
                template.fill(condition.message()),
                Template.printable(subject),
                template.fill(condition.observed()),
                template.fill(condition.required()),
                condition.why(),
                evidence,
                condition.remedies().stream()
                        .filter(remedy -> template.fills(remedy, condition.optional()))
                        .map(template::fill)
                        .toList(),
                allSources,
                List.of());
    }

    private synchronized Map<String, Condition> area(String name) {
        return areas.computeIfAbsent(name, Catalog::load);
    }

    private static Map<String, Condition> load(String area) {
        try (InputStream in = Catalog.class.getResourceAsStream("/dev/gpudoctor/catalog/" + area + ".json")) {
            if (in == null) {
                return Map.of();
            }
            JsonNode tree = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            Map<String, Condition> conditions = new LinkedHashMap<>();
            for (JsonNode node : tree.path("conditions")) {
                Condition condition = condition(node);
                if (conditions.put(condition.id(), condition) != null) {
                    throw new IllegalStateException("catalogue of " + area + ": " + condition.id() + " is there twice");
                }
            }
            return Collections.unmodifiableMap(conditions);
        } catch (IOException e) {
            throw new UncheckedIOException("catalogue of " + area, e);
        }
    }

    private static Condition condition(JsonNode node) {
        List<Remedy> remedies = new ArrayList<>();
        for (JsonNode remedy : node.path("remedies")) {
            remedies.add(new Remedy(
                    remedy.path("text").asText(),
                    texts(remedy.path("argv")),
                    texts(remedy.path("on")),
                    texts(remedy.path("in")),
                    remedy.path("needsRoot").asBoolean(),
                    remedy.path("needsReboot").asBoolean(),
                    remedy.path("safe").asBoolean()));
        }
        List<SourceLink> sources = new ArrayList<>();
        node.path("sources")
                .forEach(source -> sources.add(new SourceLink(
                        source.path("title").asText(), source.path("url").asText())));
        Map<String, List<Integer>> codes = new LinkedHashMap<>();
        node.path("codes").properties().forEach(family -> {
            List<Integer> numbers = new ArrayList<>();
            family.getValue().forEach(number -> numbers.add(number.asInt()));
            codes.put(family.getKey(), List.copyOf(numbers));
        });
        return new Condition(
                node.path("id").asText(),
                Severity.valueOf(node.path("severity").asText().toUpperCase(java.util.Locale.ROOT)),
                node.path("title").asText(),
                node.path("message").asText(),
                node.path("observed").asText(),
                node.path("required").asText(),
                node.path("why").asText(),
                node.path("how").asText(),
                node.path("cause").asText(),
                remedies,
                sources,
                texts(node.path("logTexts")),
                codes,
                texts(node.path("patterns")),
                texts(node.path("provenBy")),
                texts(node.path("optional")),
                node.path("unseen").asText(),
                node.path("unlogged").asText());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
