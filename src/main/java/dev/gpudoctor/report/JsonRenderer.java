package dev.gpudoctor.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import java.io.IOException;
import java.util.Map;

/** The report as {@code gpudoctor/report/1}. */
public final class JsonRenderer implements Renderer {
    @Override
    public void render(Report report, Appendable out) throws IOException {
        out.append(Json.pretty(tree(report)));
    }

    /** The report as a tree. */
    public ObjectNode tree(Report report) {
        ObjectNode tree = (ObjectNode) Json.tree(Map.of());
        tree.put("schema", Report.SCHEMA);
        tree.put("schemaMinor", Report.SCHEMA_MINOR);
        tree.set("tool", Json.tree(report.tool()));
        tree.set("matrix", Json.tree(report.matrix()));
        tree.put("generatedAt", report.generatedAt().toString());
        tree.put("verdict", report.diagnosis().verdict().word());
        tree.set("summary", summary(report.diagnosis()));
        ArrayNode programs = tree.putArray("programs");
        ProgramLine.of(report.machine(), report.diagnosis()).forEach(program -> programs.add(program(program)));
        ArrayNode findings = tree.putArray("findings");
        report.diagnosis().findings().forEach(finding -> findings.add(finding(finding)));
        ArrayNode outcomes = tree.putArray("outcomes");
        report.diagnosis().outcomes().forEach(outcome -> outcomes.add(outcome(outcome)));
        tree.set("machine", report.snapshot().tree());
        return tree;
    }

    private static ObjectNode program(ProgramLine line) {
        ObjectNode node = (ObjectNode) Json.tree(Map.of());
        node.put("name", line.consumer().name());
        node.put("program", line.consumer().program());
        node.put(
                "version",
                line.consumer()
                        .programVersion()
                        .toOptional()
                        .map(Object::toString)
                        .orElse(""));
        node.put("place", line.consumer().place());
        node.put("state", line.state().word());
        node.put("reason", line.reason());
        node.put("finding", line.finding().map(Finding::key).orElse(""));
        return node;
    }

    private static ObjectNode finding(Finding finding) {
        ObjectNode node = (ObjectNode) Json.tree(finding);
        node.put("severity", finding.severity().word());
        node.put("rootCause", finding.rootCause());
        return node;
    }

    private static ObjectNode outcome(Outcome outcome) {
        ObjectNode node = (ObjectNode) Json.tree(Map.of());
        node.put("id", outcome.id());
        node.put("subject", outcome.subject());
        node.put("severity", outcome.severity().word());
        node.put("outcome", outcome.result().word());
        node.put("reason", outcome.reason());
        node.put("followsFrom", outcome.followsFrom());
        return node;
    }

    private static ObjectNode summary(Diagnosis diagnosis) {
        ObjectNode node = (ObjectNode) Json.tree(Map.of());
        for (Severity severity : new Severity[] {Severity.ERROR, Severity.WARNING, Severity.INFO}) {
            node.put(
                    severity.word() + "s",
                    diagnosis.rootCauses().stream()
                            .filter(finding -> finding.severity() == severity)
                            .count());
        }
        node.put(
                "undetermined",
                diagnosis.outcomes().stream()
                        .filter(outcome ->
                                outcome.isOpen() && outcome.followsFrom().isEmpty())
                        .count());
        node.put("passed", diagnosis.count(Outcome.Result.PASSED));
        return node;
    }
}
