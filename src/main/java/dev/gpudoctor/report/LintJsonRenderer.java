package dev.gpudoctor.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.advise.lint.LintFinding;
import dev.gpudoctor.advise.lint.LintReport;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lint findings as JSON, {@value LintReport#SCHEMA}. */
public final class LintJsonRenderer {
    private final Report.Tool tool;
    private final Report.MatrixStamp matrix;

    public LintJsonRenderer(Report.Tool tool, Report.MatrixStamp matrix) {
        this.tool = tool;
        this.matrix = matrix;
    }

    public String render(LintReport report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", LintReport.SCHEMA);
        document.put("schemaMinor", LintReport.SCHEMA_MINOR);
        document.put("tool", tool);
        document.put("matrix", matrix);
        document.put("files", report.files());
        document.put(
                "findings",
                report.findings().stream().map(LintJsonRenderer::finding).toList());
        document.put(
                "ignored",
                report.ignored().stream().map(LintJsonRenderer::ignored).toList());
        document.put(
                "unusedIgnores",
                report.unused().stream().map(LintJsonRenderer::unused).toList());
        document.put("summary", summary(report));
        return Json.pretty(document);
    }

    private static Map<String, Object> finding(LintFinding found) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("file", found.file());
        node.put("line", found.place().line());
        node.put("column", found.place().column());
        JsonNode finding = Json.tree(found.finding());
        for (String name :
                new String[] {"id", "title", "message", "observed", "required", "why", "remedies", "sources"}) {
            node.put(name, finding.get(name));
        }
        node.put("severity", found.finding().severity().word());
        return node;
    }

    private static Map<String, Object> ignored(LintReport.Ignored ignored) {
        Map<String, Object> node = finding(ignored.finding());
        node.put("reason", ignored.by().reason());
        node.put("commentLine", ignored.by().line());
        return node;
    }

    private static Map<String, Object> unused(LintReport.Unused unused) {
        return Map.of(
                "file",
                unused.file(),
                "line",
                unused.comment().line(),
                "id",
                unused.comment().id());
    }

    private static Map<String, Object> summary(LintReport report) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("errors", report.count(Severity.ERROR));
        node.put("warnings", report.count(Severity.WARNING));
        node.put("infos", report.count(Severity.INFO));
        node.put("ignored", report.ignored().size());
        return node;
    }
}
