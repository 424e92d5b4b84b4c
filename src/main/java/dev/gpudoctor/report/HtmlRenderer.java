package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.finding.SourceLink;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import java.io.IOException;
import java.util.List;

/**
 * The report as one HTML file that refers to nothing outside and needs no script. Every word that comes from the
 * machine is text and nothing else; the page's own policy forbids whatever could be loaded.
 */
public final class HtmlRenderer implements Renderer {
    @Override
    public void render(Report report, Appendable out) throws IOException {
        Diagnosis diagnosis = report.diagnosis();
        List<Finding> roots = diagnosis.rootCauses();
        String verdict = diagnosis.verdict().word();
        HtmlPage.open("GPU stack: " + verdict, verdict, Headline.of(diagnosis), out);
        programs(ProgramLine.of(report.machine(), diagnosis), out);
        out.append("<section aria-labelledby=\"stack\">\n<h2 id=\"stack\">The stack</h2>\n")
                .append("<div class=\"picture\" tabindex=\"0\" role=\"group\" aria-label=\"Picture\">\n")
                .append(StackSvg.of(StackPicture.of(report.machine(), diagnosis)))
                .append("</div>\n</section>\n");
        findings("What to repair, in this order", "repair", roots, Severity.ERROR, diagnosis, out);
        findings("What to mind", "mind", roots, Severity.WARNING, diagnosis, out);
        findings("Worth knowing", "know", roots, Severity.INFO, diagnosis, out);
        open(diagnosis, out);
        components(report, out);
        HtmlPage.close(
                report.tool().name() + " " + report.tool().version() + ", "
                        + report.matrix().text() + ", " + report.generatedAt(),
                out);
    }

    private static void programs(List<ProgramLine> programs, Appendable out) throws IOException {
        if (programs.isEmpty()) {
            return;
        }
        out.append("<section aria-labelledby=\"programs\">\n<h2 id=\"programs\">Programs</h2>\n<ul>\n");
        for (ProgramLine program : programs) {
            out.append("<li><strong>")
                    .append(Html.text(program.label()))
                    .append("</strong>: ")
                    .append(Html.text(program.placed()))
                    .append("</li>\n");
        }
        out.append("</ul>\n</section>\n");
    }

    private static void findings(
            String title, String id, List<Finding> roots, Severity severity, Diagnosis diagnosis, Appendable out)
            throws IOException {
        List<Finding> shown =
                roots.stream().filter(finding -> finding.severity() == severity).toList();
        if (shown.isEmpty()) {
            return;
        }
        out.append("<section aria-labelledby=\"" + id + "\">\n<h2 id=\"" + id + "\">" + title + "</h2>\n");
        for (FindingGroup group : FindingGroup.of(shown)) {
            group(group, diagnosis, out);
        }
        out.append("</section>\n");
    }

    private static void group(FindingGroup group, Diagnosis diagnosis, Appendable out) throws IOException {
        Finding common = group.any();
        out.append("<article class=\"" + common.severity().word() + "\">\n<h3>")
                .append(Html.text(common.title()))
                .append("</h3>\n<p class=\"quiet\">")
                .append(common.severity().word())
                .append(" <code>" + Html.text(common.id()) + "</code></p>\n");
        for (FindingGroup.Case found : group.cases()) {
            String where = String.join(", ", found.subjects());
            paragraph(where.isEmpty() ? "" : "<strong>" + Html.text(where) + ":</strong> ", found.message(), out);
        }
        paragraph("Needs: ", common.required(), out);
        paragraph("Why: ", common.why(), out);
        if (!common.remedies().isEmpty()) {
            out.append("<ol>\n");
            for (Remedy remedy : common.remedies()) {
                out.append("<li>").append(Html.text(RemedyText.of(remedy)));
                if (!remedy.argv().isEmpty()) {
                    out.append("\n<pre><code>")
                            .append(Html.text(CommandText.of(remedy)))
                            .append("</code></pre>");
                }
                out.append("</li>\n");
            }
            out.append("</ol>\n");
        }
        List<Finding> following = group.following(diagnosis);
        if (!following.isEmpty()) {
            paragraph(
                    "This also explains: ",
                    String.join(
                            "; ",
                            following.stream().map(Finding::title).distinct().toList()),
                    out);
        }
        details(group, out);
        out.append("</article>\n");
    }

    private static void details(FindingGroup group, Appendable out) throws IOException {
        List<Evidence> evidences = group.evidence();
        List<SourceLink> sources = group.any().sources();
        if (evidences.isEmpty() && sources.isEmpty()) {
            return;
        }
        out.append("<details>\n<summary>Evidence and sources</summary>\n<ul>\n");
        for (Evidence evidence : evidences) {
            out.append("<li><code>" + Html.text(evidence.place()) + "</code> " + Html.text(evidence.raw()) + "</li>\n");
        }
        for (SourceLink source : sources) {
            boolean web = source.url().startsWith("https://");
            out.append("<li>")
                    .append(
                            web
                                    ? "<a rel=\"noreferrer\" href=\"" + Html.text(source.url()) + "\">"
                                            + Html.text(source.title()) + "</a>"
                                    : Html.text(source.title()))
                    .append("</li>\n");
        }
        out.append("</ul>\n</details>\n");
    }

    private static void open(Diagnosis diagnosis, Appendable out) throws IOException {
        List<Outcome> open = diagnosis.outcomes().stream()
                .filter(outcome -> outcome.isOpen() && outcome.followsFrom().isEmpty())
                .toList();
        if (open.isEmpty()) {
            return;
        }
        out.append("<section aria-labelledby=\"open\">\n<h2 id=\"open\">Not decided</h2>\n<ul>\n");
        for (Outcome outcome : open) {
            out.append("<li><code>" + Html.text(outcome.id()) + "</code> ")
                    .append(Html.text(outcome.subject().isEmpty() ? "" : outcome.subject() + ": "))
                    .append(Html.text(outcome.reason()))
                    .append("</li>\n");
        }
        out.append("</ul>\n</section>\n");
    }

    private static void components(Report report, Appendable out) throws IOException {
        out.append("<section aria-labelledby=\"parts\">\n<h2 id=\"parts\">All parts</h2>\n<table>\n<tbody>\n");
        for (StackLine line : StackLine.of(report.machine())) {
            out.append("<tr><th scope=\"row\">" + Html.text(line.label()) + "</th><td>" + Html.text(line.text())
                    + "</td></tr>\n");
        }
        out.append("</tbody>\n</table>\n<p>")
                .append(String.valueOf(report.diagnosis().count(Outcome.Result.PASSED)))
                .append(" rules passed.</p>\n</section>\n");
    }

    private static void paragraph(String lead, String text, Appendable out) throws IOException {
        if (!text.isBlank()) {
            out.append("<p>" + lead + Html.text(text) + "</p>\n");
        }
    }
}
