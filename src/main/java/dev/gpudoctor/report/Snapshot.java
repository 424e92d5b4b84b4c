package dev.gpudoctor.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.finding.Template;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Machine;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A machine in its JSON form, {@code gpudoctor/machine/1}. What a newer minor version added is kept.
 *
 * @param machine the facts this version knows
 * @param read the JSON they came from, with whatever else it held; empty if they were not read from any
 */
public record Snapshot(Machine machine, Optional<ObjectNode> read) {
    /** More than any machine has; what the rules and the reports do with a list grows with its length. */
    private static final int MAX_ENTRIES = 5_000;

    private static final int MAX_GPUS = 256;

    /** Thrown for text that is no snapshot this version can read; the message says why, in one line. */
    public static final class ForeignSnapshotException extends Exception {
        private static final long serialVersionUID = 1;

        ForeignSnapshotException(String message) {
            super(Template.printable(message));
        }
    }

    public static Snapshot of(Machine machine) {
        return new Snapshot(machine, Optional.empty());
    }

    /** All of it, made when it is asked for: a report on the screen never does. */
    public ObjectNode tree() {
        return read.orElseGet(() -> {
            ObjectNode tree = stamp();
            tree.setAll((ObjectNode) Json.tree(machine));
            return tree;
        });
    }

    /** The same snapshot of changed facts; what this version does not know stays. */
    public Snapshot with(Machine changed) {
        // By identity: to compare all facts costs a short run more than everything that is done with them here.
        return changed == machine ? this : of(changed).keeping(read);
    }

    private Snapshot keeping(Optional<ObjectNode> older) {
        return older.map(known -> {
                    ObjectNode merged = tree();
                    keepUnknown(known, merged);
                    merged.set("schemaMinor", known.get("schemaMinor"));
                    return new Snapshot(machine, Optional.of(merged));
                })
                .orElse(this);
    }

    private static ObjectNode stamp() {
        ObjectNode tree = (ObjectNode) Json.tree(Map.of());
        tree.put("schema", Machine.SCHEMA);
        tree.put("schemaMinor", Machine.SCHEMA_MINOR);
        return tree;
    }

    /**
     * Reads a snapshot, or the machine inside a report.
     *
     * @throws ForeignSnapshotException if the text is neither
     */
    public static Snapshot parse(String text) throws ForeignSnapshotException {
        try {
            JsonNode tree = Json.parse(text);
            JsonNode machine =
                    tree.path("schema").asText().startsWith("gpudoctor/report/") ? tree.path("machine") : tree;
            if (!machine.isObject()) {
                throw new ForeignSnapshotException("not a gpudoctor snapshot: no JSON object");
            }
            String schema = machine.path("schema").asText();
            if (!schema.equals(Machine.SCHEMA)) {
                throw new ForeignSnapshotException(
                        schema.isEmpty()
                                ? "not a gpudoctor snapshot: it has no \"schema\""
                                : "not a snapshot this version reads: schema " + schema + ", not " + Machine.SCHEMA);
            }
            refuseOversized("", machine, MAX_ENTRIES);
            refuseOversized("/gpus", machine.at("/gpus/value"), MAX_GPUS);
            return new Snapshot(Json.read(machine, Machine.class), Optional.of((ObjectNode) machine));
        } catch (JsonProcessingException e) {
            throw new ForeignSnapshotException("not a gpudoctor snapshot: " + firstLine(e));
        }
    }

    private static void refuseOversized(String path, JsonNode node, int most) throws ForeignSnapshotException {
        if (node.isArray() && node.size() > most) {
            throw new ForeignSnapshotException(
                    "not a snapshot of a machine: " + node.size() + " entries in " + path + ", more than " + most);
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            refuseOversized(path + "/" + field.getKey(), field.getValue(), MAX_ENTRIES);
        }
        for (JsonNode item : node.isArray() ? node : List.<JsonNode>of()) {
            refuseOversized(path, item, MAX_ENTRIES);
        }
    }

    private static String firstLine(JsonProcessingException e) {
        String line = e.getOriginalMessage()
                .lines()
                .findFirst()
                .orElse("unreadable")
                .replaceFirst(": expected close marker .*", "");
        return e.getLocation() == null || e.getLocation().getLineNr() < 0
                ? line
                : line + " at line " + e.getLocation().getLineNr();
    }

    private static void keepUnknown(JsonNode from, JsonNode into) {
        if (from.isObject() && into.isObject()) {
            for (Map.Entry<String, JsonNode> field : from.properties()) {
                if (into.has(field.getKey())) {
                    keepUnknown(field.getValue(), into.get(field.getKey()));
                } else {
                    ((ObjectNode) into).set(field.getKey(), field.getValue());
                }
            }
        } else if (from.isArray() && into.isArray() && from.size() == into.size()) {
            for (int i = 0; i < from.size(); i++) {
                keepUnknown(from.get(i), into.get(i));
            }
        }
    }
}
