package dev.gpudoctor.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.fleet.Difference;
import dev.gpudoctor.fleet.Fact;
import dev.gpudoctor.fleet.Fleet;
import dev.gpudoctor.fleet.HardwareGroup;
import dev.gpudoctor.fleet.Hostlist;
import dev.gpudoctor.fleet.Node;
import dev.gpudoctor.fleet.StackClass;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.rules.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A comparison of many machines as {@code gpudoctor/fleet/1}. */
public final class FleetJson {
    public String of(FleetReport report) {
        Fleet fleet = report.fleet();
        ObjectNode tree = (ObjectNode) Json.tree(Map.of());
        tree.put("schema", FleetReport.SCHEMA);
        tree.put("schemaMinor", FleetReport.SCHEMA_MINOR);
        tree.set("tool", Json.tree(report.tool()));
        tree.set("matrix", Json.tree(report.matrix()));
        tree.put("generatedAt", report.generatedAt().toString());
        summary(tree.putObject("summary"), fleet);
        ArrayNode causes = tree.putArray("rootCauses");
        fleet.rootCauses().forEach(cause -> cause(causes.addObject(), cause));
        ArrayNode groups = tree.putArray("hardware");
        fleet.groups().forEach(group -> group(groups.addObject(), group));
        ArrayNode nodes = tree.putArray("nodes");
        fleet.nodes().forEach(node -> node(nodes.addObject(), node));
        ArrayNode superseded = tree.putArray("superseded");
        fleet.superseded().forEach(node -> superseded
                .addObject()
                .put("name", node.name())
                .put("source", node.source())
                .put("takenAt", node.takenAt().toString()));
        ArrayNode unread = tree.putArray("unreadable");
        fleet.unread()
                .forEach(one -> unread.addObject().put("source", one.source()).put("reason", one.reason()));
        return Json.pretty(tree);
    }

    private static void summary(ObjectNode node, Fleet fleet) {
        node.put("nodes", fleet.nodes().size());
        for (Verdict verdict : Verdict.values()) {
            node.put(verdict.word(), fleet.count(verdict));
        }
        node.put("outliers", fleet.names(Fleet.Selection.OUTLIER).size());
        node.put("stale", fleet.names(Fleet.Selection.STALE).size());
        node.put("superseded", fleet.superseded().size());
        node.put("unreadable", fleet.unread().size());
    }

    private static void cause(ObjectNode node, Fleet.RootCause cause) {
        node.put("id", cause.cause().id());
        node.put("severity", cause.cause().severity().word());
        node.put("title", cause.cause().title());
        node.put("message", cause.cause().message());
        names(node, cause.nodes());
    }

    private static void group(ObjectNode node, HardwareGroup group) {
        node.put("name", group.name());
        node.put("nodes", group.size());
        node.put(
                "comparedWith", group.standard().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        ArrayNode classes = node.putArray("classes");
        for (StackClass one : group.classes()) {
            ObjectNode shown = classes.addObject();
            names(shown, one.nodes());
            shown.put("common", one.common());
            shown.put("outlier", one.isOutlier());
            shown.put("sentence", FleetReport.sentence(group, one));
            ArrayNode differences = shown.putArray("differences");
            one.differences().forEach(difference -> difference(differences.addObject(), difference));
            ArrayNode undecided = shown.putArray("undecided");
            one.undecided().stream().map(Fact::name).forEach(undecided::add);
        }
    }

    private static void difference(ObjectNode node, Difference difference) {
        node.put("part", difference.fact().part().word());
        node.put("fact", difference.fact().name());
        node.put("here", difference.here().orElse(""));
        node.put("there", difference.there().orElse(""));
        node.put("sentence", difference.sentence());
    }

    private static void names(ObjectNode node, List<String> names) {
        ArrayNode array = node.putArray("nodes");
        names.forEach(array::add);
        node.put("hostlist", Hostlist.of(names));
    }

    private static void node(ObjectNode shown, Node node) {
        shown.put("name", node.name());
        shown.put("source", node.source());
        shown.put("takenAt", node.takenAt().toString());
        shown.put("stale", node.stale());
        shown.put("verdict", node.verdict().word());
        ArrayNode causes = shown.putArray("rootCauses");
        node.causes().stream().map(Node.Cause::id).distinct().forEach(causes::add);
    }
}
