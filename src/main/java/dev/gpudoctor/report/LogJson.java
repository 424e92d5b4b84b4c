package dev.gpudoctor.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.finding.Template;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.log.LogExplanation;
import dev.gpudoctor.log.LogExplanation.Cause;
import dev.gpudoctor.log.LogLine;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a log means, as {@code gpudoctor/log/1}. */
public final class LogJson {
    private static final String SCHEMA = "gpudoctor/log/1";
    private static final int SCHEMA_MINOR = 0;
    private static final int SHOWN = 600;

    private final Report.Tool tool;

    public LogJson(Report.Tool tool) {
        this.tool = tool;
    }

    public String of(LogExplanation log) {
        ObjectNode root = (ObjectNode) Json.tree(Map.of());
        root.put("schema", SCHEMA).put("schemaMinor", SCHEMA_MINOR);
        root.set("tool", Json.tree(tool));
        root.put("lines", log.lines());
        root.put(
                "verdict",
                log.cause()
                        .map(cause -> cause.nothingToRepair() ? "harmless" : "cause")
                        .orElse(log.harmless().isEmpty() ? "unknown" : "harmless"));
        log.cause().ifPresent(cause -> cause(root.putObject("cause"), cause));
        ArrayNode alternatives = root.putArray("alternatives");
        log.alternatives().forEach(cause -> cause(alternatives.addObject(), cause));
        ArrayNode harmless = root.putArray("harmless");
        log.harmless().forEach(item -> line(harmless.addObject(), item.line())
                .put("count", item.lines())
                .put("why", Template.printable(item.why())));
        log.telling().filter(line -> log.cause().isEmpty()).ifPresent(line -> line(root.putObject("telling"), line));
        values(root.putObject("facts"), log.said());
        return Json.pretty(root);
    }

    private static void cause(ObjectNode node, Cause cause) {
        node.put("id", cause.id())
                .put("inCatalogue", cause.inCatalogue())
                .put("says", cause.says())
                .put("why", cause.why())
                .put("confidence", cause.confidence().name().toLowerCase(Locale.ROOT));
        cause.seenOnMachine().ifPresent(seen -> node.put("seenOnMachine", seen));
        ArrayNode lines = node.putArray("lines");
        cause.evidence().forEach(fact -> line(lines.addObject(), fact.line())
                .put("count", fact.lines())
                .put("message", fact.message().id()));
        values(node.putObject("facts"), cause.values());
        node.set("remedies", Json.tree(cause.remedies()));
        node.set("sources", Json.tree(cause.sources()));
    }

    private static void values(ObjectNode node, Map<String, String> values) {
        new TreeMap<>(values).forEach((name, value) -> node.put(name, Template.printable(value)));
    }

    private static ObjectNode line(ObjectNode node, LogLine line) {
        String text = line.text().length() > SHOWN ? line.text().substring(0, SHOWN) : line.text();
        return node.put("line", line.number()).put("text", Template.printable(text));
    }
}
