package dev.gpudoctor.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes what identifies a machine and its people out of what was already judged. It works by field (host name, user,
 * UUIDs, serial numbers, addresses) and by path component (home directories): a word is not an identity because a user
 * happens to be called so, and {@code 10.13.3.9} is a TensorRT version. What comes out is a machine of the same shape,
 * which is judged as the real one is.
 */
public final class Redactor {
    private static final Set<String> PATHS = Set.of("path", "realPath", "prefix", "directory", "place", "root");
    private static final Pattern ADDRESS =
            Pattern.compile(".*(?:_ADDR|_ADDRESS|_HOST|HOSTNAME|HOSTID|COMM_ID|_URL|_URI|_ENDPOINT|_SERVER)S?");
    private static final String ADDRESS_HERE = "address";

    private final Names names;
    private final HomePaths homes;
    private final DeviceIds devices;
    private final Snapshot redacted;

    /** Learns what to take out from the machine's own facts. */
    public Redactor(Snapshot snapshot) {
        this(snapshot, Map.of());
    }

    /** @param reader variables of whoever looks at that machine, whose home directory files may be in */
    public Redactor(Snapshot snapshot, Map<String, String> reader) {
        Machine machine = snapshot.machine();
        ObjectNode tree = snapshot.tree();
        List<String> paths = new ArrayList<>();
        learn(tree, paths);
        names = Names.of(machine, reader, paths);
        homes = names.homes();
        devices = names.devices();
        redacted = snapshot(tree);
    }

    /** Whether names were taken out of that snapshot before; another time would change nothing. */
    public static boolean isRedacted(Snapshot snapshot) {
        return snapshot.machine()
                .scene()
                .hostName()
                .toOptional()
                .filter(Names.HOST::equals)
                .isPresent();
    }

    private static void learn(JsonNode node, List<String> paths) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (field.getValue().isTextual() && PATHS.contains(field.getKey())) {
                paths.add(field.getValue().asText());
            }
            learn(field.getValue(), paths);
        }
        if (node.isArray()) {
            node.forEach(item -> learn(item, paths));
        }
    }

    /** The snapshot without names. */
    public Snapshot snapshot() {
        return redacted;
    }

    private Snapshot snapshot(ObjectNode tree) {
        ObjectNode copy = (ObjectNode) names.tree(tree);
        if (tree.get("scene") instanceof ObjectNode scene && copy.get("scene") instanceof ObjectNode shown) {
            set(shown, scene, "user", homes.own(scene.path("user").path("value").asText()));
            set(shown, scene, "hostName", Names.HOST);
        }
        JsonNode gpus = copy.path("gpus").path("value");
        for (int i = 0; i < gpus.size(); i++) {
            if (gpus.get(i) instanceof ObjectNode gpu) {
                set(gpu, gpu, "uuid", devices.uuid(i));
                set(gpu, gpu, "serial", devices.serial(i));
            }
        }
        owners(copy.path("deviceNodes").path("value"));
        if (copy.get("environment") instanceof ObjectNode variables) {
            variables.properties().stream()
                    .filter(variable -> ADDRESS.matcher(variable.getKey()).matches())
                    .forEach(variable -> variable.setValue(new TextNode(ADDRESS_HERE)));
        }
        try {
            return new Snapshot(Json.read(copy, Machine.class), Optional.of(copy));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("redaction broke the snapshot", e);
        }
    }

    /** Puts a pseudonym in the place of an identity and of what it was read from. */
    private static void set(ObjectNode shown, ObjectNode from, String field, String pseudonym) {
        String value = from.path(field).path("value").asText();
        if (shown.get(field) instanceof ObjectNode observed && !value.isBlank() && !value.equals(pseudonym)) {
            observed.put("value", pseudonym);
            for (JsonNode evidence : observed.path("evidence")) {
                if (evidence instanceof ObjectNode read
                        && !read.path("raw").asText().isEmpty()) {
                    read.put("raw", pseudonym);
                }
            }
        }
    }

    /** Who owns a device node is told as {@code user:group}. */
    private void owners(JsonNode nodes) {
        for (JsonNode node : nodes) {
            if (node.path("owner") instanceof ObjectNode owner
                    && owner.path("value").isTextual()) {
                String[] names = owner.path("value").asText().split(":", 2);
                if (homes.isKnown(names[0])) {
                    owner.put("value", homes.own(names[0]) + (names.length > 1 ? ":" + group(names[1]) : ""));
                }
            }
        }
    }

    private String group(String name) {
        return homes.isKnown(name) ? homes.own(name) : name;
    }

    /** The text without people's names in its paths, without GPUs' ids, and without the host that wrote a line of a log. */
    public String text(String text) {
        return names.text(text);
    }

    /** The report without names; what was found and how bad it is stay as they are. */
    public Report redact(Report report) {
        return new Report(
                report.tool(), redact(report.matrix()), report.generatedAt(), redacted, redact(report.diagnosis()));
    }

    /** The matrix without names in the directory that it was read from. */
    public Report.MatrixStamp redact(Report.MatrixStamp matrix) {
        return new Report.MatrixStamp(matrix.dataVersion(), matrix.asOf(), text(matrix.overlay()));
    }

    /** The diagnosis without names. */
    public Diagnosis redact(Diagnosis diagnosis) {
        return new Diagnosis(
                diagnosis.findings().stream().map(this::redact).toList(),
                diagnosis.outcomes().stream().map(this::redact).toList(),
                diagnosis.verdict());
    }

    /** The outcome without names. */
    public Outcome redact(Outcome outcome) {
        return new Outcome(
                outcome.id(),
                outcome.severity(),
                text(outcome.subject()),
                outcome.result(),
                text(outcome.reason()),
                outcome.finding().map(this::redact),
                text(outcome.followsFrom()));
    }

    private Finding redact(Finding finding) {
        return new Finding(
                text(finding.key()),
                finding.id(),
                finding.severity(),
                text(finding.title()),
                text(finding.message()),
                text(finding.subject()),
                text(finding.observed()),
                text(finding.required()),
                text(finding.why()),
                finding.evidence().stream()
                        .map(read -> new Evidence(read.source(), text(read.place()), text(read.raw())))
                        .toList(),
                finding.remedies().stream()
                        .map(remedy -> remedy.with(this::text))
                        .toList(),
                finding.sources(),
                finding.causedBy().stream().map(this::text).toList());
    }
}
