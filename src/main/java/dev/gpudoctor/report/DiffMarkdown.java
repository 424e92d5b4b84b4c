package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.rules.drift.Change;
import java.util.List;

/** A comparison for a pull request or an issue. */
public final class DiffMarkdown {
    public String of(DiffReport report) {
        StringBuilder text = new StringBuilder("## GPU stack: ");
        text.append(report.summary().toLowerCase(java.util.Locale.ROOT)).append("\n\nFrom ");
        side(report.before(), text);
        text.append(" to ");
        side(report.after(), text);
        text.append(".\n");
        if (!report.drift().changes().isEmpty()) {
            text.append("\n| | what | before | now |\n| --- | --- | --- | --- |\n");
            report.drift().changes().forEach(change -> row(change, text));
        }
        findings("New findings", report.come(), text);
        findings("Findings that are gone", report.gone(), text);
        text.append("\n<sub>")
                .append(report.tool().name())
                .append(' ')
                .append(report.tool().version())
                .append(", ")
                .append(Markdown.plain(report.matrix().text()))
                .append("</sub>\n");
        return text.toString();
    }

    private static void side(DiffReport.Side side, StringBuilder text) {
        text.append(Markdown.plain(side.name()))
                .append(" (")
                .append(side.takenAt())
                .append(", ")
                .append(side.diagnosis().verdict().word())
                .append(')');
    }

    private static void row(Change change, StringBuilder text) {
        text.append(change.worse() ? "| **worse** | " : "| | ")
                .append(Markdown.cell(change.sentence()))
                .append(" | ")
                .append(Markdown.cell(change.before()))
                .append(" | ")
                .append(Markdown.cell(change.after()))
                .append(" |\n");
    }

    private static void findings(String title, List<Finding> findings, StringBuilder text) {
        if (findings.isEmpty()) {
            return;
        }
        text.append("\n### ").append(title).append("\n\n");
        findings.forEach(finding -> text.append("- ")
                .append(finding.severity().word())
                .append(" `")
                .append(finding.id())
                .append("` ")
                .append(Markdown.plain(finding.message()))
                .append('\n'));
    }
}
