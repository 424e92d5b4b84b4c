package dev.gpudoctor.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.rules.drift.Change;
import java.util.List;
import java.util.Map;

/** A comparison as {@code gpudoctor/diff/1}. */
public final class DiffJson {
    public String of(DiffReport report) {
        ObjectNode tree = (ObjectNode) Json.tree(Map.of());
        tree.put("schema", DiffReport.SCHEMA);
        tree.put("schemaMinor", DiffReport.SCHEMA_MINOR);
        tree.set("tool", Json.tree(report.tool()));
        tree.set("matrix", Json.tree(report.matrix()));
        side(tree.putObject("before"), report.before());
        side(tree.putObject("after"), report.after());
        ArrayNode changes = tree.putArray("changes");
        report.drift().changes().forEach(change -> changes.add(change(change)));
        ObjectNode findings = tree.putObject("findings");
        findings(findings.putArray("new"), report.come());
        findings(findings.putArray("gone"), report.gone());
        tree.putObject("summary")
                .put("changes", report.drift().changes().size())
                .put("worse", report.drift().worse());
        return Json.pretty(tree);
    }

    private static void side(ObjectNode node, DiffReport.Side side) {
        node.put("name", side.name());
        node.put("takenAt", side.takenAt().toString());
        node.put("verdict", side.diagnosis().verdict().word());
    }

    private static ObjectNode change(Change change) {
        ObjectNode node = (ObjectNode) Json.tree(change);
        node.put("kind", change.kind().word());
        return node;
    }

    private static void findings(ArrayNode array, List<Finding> findings) {
        for (Finding finding : findings) {
            array.addObject()
                    .put("key", finding.key())
                    .put("id", finding.id())
                    .put("severity", finding.severity().word())
                    .put("title", finding.title())
                    .put("message", finding.message());
        }
    }
}
