package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.finding.SourceLink;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The report as one HTML file that refers to nothing outside and needs no script. Every word that comes from the
 * machine is text and nothing else; the page's own policy forbids whatever could be loaded.
 */
public final class HtmlRenderer implements Renderer {
    private static final String STYLE = "report.css";

    @Override
    public void render(Report report, Appendable out) throws IOException {
        Diagnosis diagnosis = report.diagnosis();
        List<Finding> roots = diagnosis.rootCauses();
        String verdict = diagnosis.verdict().word();
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
                .append("style-src 'unsafe-inline'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>GPU stack: ")
                .append(verdict)
                .append("</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n<header>\n<p class=\"verdict ")
                .append(verdict)
                .append("\">")
                .append(verdict)
                .append("</p>\n<h1>")
                .append(Html.text(headline(diagnosis, roots)))
                .append("</h1>\n</header>\n<main>\n");
        out.append("<section aria-labelledby=\"stack\">\n<h2 id=\"stack\">The stack</h2>\n")
                .append(StackSvg.of(StackPicture.of(report.machine(), diagnosis)))
                .append("</section>\n");
        findings("What to repair, in this order", "repair", roots, Severity.ERROR, diagnosis, out);
        findings("What to mind", "mind", roots, Severity.WARNING, diagnosis, out);
        findings("Worth knowing", "know", roots, Severity.INFO, diagnosis, out);
        open(diagnosis, out);
        components(report, out);
        out.append("</main>\n<footer>\n<p class=\"quiet\">")
                .append(Html.text(report.tool().name() + " " + report.tool().version() + ", "
                        + report.matrix().text() + ", " + report.generatedAt()))
                .append("</p>\n</footer>\n</body>\n</html>\n");
    }

    private static String headline(Diagnosis diagnosis, List<Finding> roots) {
        if (!roots.isEmpty() && roots.get(0).severity() != Severity.INFO) {
            return roots.get(0).title();
        }
        return switch (diagnosis.verdict()) {
            case HEALTHY -> "Everything here fits together.";
            default ->
                diagnosis.nothingChecked()
                        ? "Nothing of NVIDIA was found that could be checked."
                        : "Not everything could be decided.";
        };
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
        for (Finding finding : shown) {
            finding(finding, diagnosis, out);
        }
        out.append("</section>\n");
    }

    private static void finding(Finding finding, Diagnosis diagnosis, Appendable out) throws IOException {
        out.append("<article class=\"" + finding.severity().word() + "\">\n<h3>")
                .append(Html.text(finding.title()))
                .append("</h3>\n<p class=\"quiet\">")
                .append(finding.severity().word())
                .append(" <code>" + Html.text(finding.id()) + "</code>")
                .append(finding.subject().isEmpty() ? "" : " in " + Html.text(finding.subject()))
                .append("</p>\n");
        paragraph("", finding.message(), out);
        paragraph("Needs: ", finding.required(), out);
        paragraph("Why: ", finding.why(), out);
        if (!finding.remedies().isEmpty()) {
            out.append("<ol>\n");
            for (Remedy remedy : finding.remedies()) {
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
        List<Finding> following = diagnosis.following(finding);
        if (!following.isEmpty()) {
            paragraph(
                    "This also explains: ",
                    String.join(
                            "; ",
                            following.stream().map(Finding::title).distinct().toList()),
                    out);
        }
        details(finding, out);
        out.append("</article>\n");
    }

    private static void details(Finding finding, Appendable out) throws IOException {
        if (finding.evidence().isEmpty() && finding.sources().isEmpty()) {
            return;
        }
        out.append("<details>\n<summary>Evidence and sources</summary>\n<ul>\n");
        for (Evidence evidence : finding.evidence()) {
            out.append("<li><code>" + Html.text(evidence.place()) + "</code> " + Html.text(evidence.raw()) + "</li>\n");
        }
        for (SourceLink source : finding.sources()) {
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

    private static String style() throws IOException {
        try (InputStream in = HtmlRenderer.class.getResourceAsStream(STYLE)) {
            if (in == null) {
                throw new IOException("not in this build: " + STYLE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
