package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The report for a pull request, an issue or a step summary. */
public final class MarkdownRenderer implements Renderer {
    @Override
    public void render(Report report, Appendable out) throws IOException {
        Diagnosis diagnosis = report.diagnosis();
        out.append("## GPU stack: ")
                .append(diagnosis.verdict().word())
                .append("\n\n")
                .append(Markdown.plain(Headline.of(diagnosis)))
                .append("\n\n");
        List<ProgramLine> programs = ProgramLine.of(report.machine(), diagnosis);
        for (ProgramLine program : programs) {
            out.append("- **")
                    .append(Markdown.plain(program.label()))
                    .append("**: ")
                    .append(Markdown.plain(program.placed()))
                    .append('\n');
        }
        out.append(programs.isEmpty() ? "" : "\n");
        out.append("| component | here |\n| --- | --- |\n");
        for (StackLine line : StackLine.of(report.machine())) {
            out.append("| ")
                    .append(Markdown.cell(line.label()))
                    .append(" | ")
                    .append(Markdown.cell(line.text()))
                    .append(" |\n");
        }
        for (FindingGroup group : FindingGroup.of(diagnosis.rootCauses())) {
            group(group, diagnosis, out);
        }
        List<Outcome> open = diagnosis.outcomes().stream()
                .filter(outcome -> outcome.isOpen() && outcome.followsFrom().isEmpty())
                .toList();
        if (!open.isEmpty()) {
            out.append("\n### Not decided\n\n");
            for (Outcome outcome : open) {
                out.append("- `")
                        .append(outcome.id())
                        .append("` ")
                        .append(Markdown.plain(outcome.subject()))
                        .append(": ")
                        .append(Markdown.plain(outcome.reason()))
                        .append('\n');
            }
        }
        out.append("\n<sub>")
                .append(report.tool().name())
                .append(' ')
                .append(report.tool().version())
                .append(", ")
                .append(Markdown.plain(report.matrix().text()))
                .append("</sub>\n");
    }

    private static void group(FindingGroup group, Diagnosis diagnosis, Appendable out) throws IOException {
        Finding common = group.any();
        out.append("\n### ")
                .append(common.severity().word().toUpperCase(Locale.ROOT))
                .append(": ")
                .append(Markdown.plain(common.title()))
                .append("\n\n`")
                .append(common.id())
                .append("`\n\n");
        for (FindingGroup.Case found : group.cases()) {
            String where = String.join(
                    ", ", found.subjects().stream().map(Markdown::code).toList());
            out.append(where.isEmpty() ? "" : "In " + where + ": ")
                    .append(Markdown.plain(found.message()))
                    .append("\n\n");
        }
        if (!common.required().isBlank()) {
            out.append("Needs: ").append(Markdown.plain(common.required())).append("\n\n");
        }
        out.append(Markdown.plain(common.why())).append('\n');
        int number = 1;
        for (Remedy remedy : common.remedies()) {
            out.append("\n")
                    .append(String.valueOf(number++))
                    .append(". ")
                    .append(Markdown.plain(RemedyText.of(remedy)))
                    .append('\n');
            if (!remedy.argv().isEmpty()) {
                out.append(Markdown.fenced("sh", "   ", CommandText.of(remedy)));
            }
        }
        List<Finding> following = group.following(diagnosis);
        if (!following.isEmpty()) {
            out.append("\nThis explains ")
                    .append(String.join(
                            ", ",
                            following.stream().map(f -> Markdown.code(f.key())).toList()))
                    .append(".\n");
        }
        if (!common.sources().isEmpty()) {
            out.append("\nSources: ")
                    .append(String.join(
                            ", ", common.sources().stream().map(Markdown::link).toList()))
                    .append('\n');
        }
    }
}
