package dev.gpudoctor.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of {@code src/test/resources/machines}: a machine and what must be found on it. {@code case.json} names a
 * base machine and a patch to it (objects are merged, an object with numbers for names patches elements of a list,
 * everything else replaces).
 */
public record MachineCase(
        String name,
        String title,
        String base,
        ObjectNode machine,
        List<String> arguments,
        String verdict,
        int exit,
        List<String> rootCauses,
        List<String> folded,
        List<String> silent,
        List<String> patterns) {
    private static final Path FOLDER = Path.of("src/test/resources/machines");

    private static final Path BASES = FOLDER.resolve("_base");

    /** Every case, by name. */
    public static List<MachineCase> all() {
        return names().map(MachineCase::named).toList();
    }

    /** The names of all cases, in order. */
    public static Stream<String> names() {
        return listed(FOLDER).filter(name -> Files.exists(FOLDER.resolve(name).resolve("case.json")));
    }

    /** The names of all base machines, in order. */
    public static Stream<String> baseNames() {
        return listed(BASES).filter(file -> file.endsWith(".json")).map(file -> file.substring(0, file.length() - 5));
    }

    /** The base machine of that name. */
    public static ObjectNode base(String name) {
        return (ObjectNode) json(BASES.resolve(name + ".json"));
    }

    private static Stream<String> listed(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The case of that name. */
    public static MachineCase named(String name) {
        return read(FOLDER.resolve(name));
    }

    private static MachineCase read(Path folder) {
        JsonNode json = json(folder.resolve("case.json"));
        String base = json.path("base").asText();
        ObjectNode machine = json.has("base") ? base(base) : (ObjectNode) json(folder.resolve("machine.json"));
        patch(machine, json.path("patch"));
        return new MachineCase(
                folder.getFileName().toString(),
                json.path("title").asText(),
                base,
                machine,
                texts(json.path("arguments")),
                json.path("verdict").asText(),
                json.path("exit").asInt(),
                texts(json.path("rootCauses")),
                texts(json.path("folded")),
                texts(json.path("silent")),
                texts(json.path("patterns")));
    }

    private static void patch(JsonNode target, JsonNode patch) {
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            JsonNode old =
                    target.isArray() ? target.path(Integer.parseInt(field.getKey())) : target.path(field.getKey());
            boolean merges = field.getValue().isObject() && old.isContainerNode();
            if (merges) {
                patch(old, field.getValue());
            } else if (target instanceof ArrayNode array) {
                // The index behind the last appends.
                if (Integer.parseInt(field.getKey()) == array.size()) {
                    array.add(field.getValue());
                } else {
                    array.set(Integer.parseInt(field.getKey()), field.getValue());
                }
            } else {
                ((ObjectNode) target).set(field.getKey(), field.getValue());
            }
        }
    }

    private static JsonNode json(Path file) {
        try {
            return Json.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    /** How the rules end that end otherwise than on the base machine. */
    public Path outcomes() {
        return FOLDER.resolve(name).resolve("outcomes.txt");
    }

    /** How every rule ends on a base machine. */
    public static Path outcomesOfBase(String base) {
        return BASES.resolve(base + ".outcomes.txt");
    }

    @Override
    public String toString() {
        return name;
    }
}
