package dev.gpudoctor.report;

import dev.gpudoctor.advise.lint.LintFinding;
import dev.gpudoctor.advise.lint.LintReport;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.Severity;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lint findings for people: {@code file:line:column}, what is wrong, what to do. */
public final class LintTextRenderer {
    private static final String INDENT = "    ";

    private final int width;

    public LintTextRenderer(int width) {
        this.width = width;
    }

    public String render(LintReport report) {
        StringBuilder text = new StringBuilder();
        report.findings().forEach(found -> finding(text, found));
        report.ignored().forEach(ignored -> text.append(line(ignored.finding()))
                .append("  ignored")
                .append(reason(ignored.by().reason()))
                .append('\n'));
        report.unused().forEach(unused -> text.append(OutputFormat.line(unused.file()))
                .append(':')
                .append(unused.comment().line())
                .append(": the comment ignores ")
                .append(unused.comment().id())
                .append(", which is not found here\n"));
        return text.append(summary(report)).append('\n').toString();
    }

    private void finding(StringBuilder text, LintFinding found) {
        text.append(line(found)).append('\n');
        paragraph(text, found.finding().message() + " " + found.finding().why());
        found.finding().remedies().stream().limit(1).map(Remedy::text).forEach(fix -> paragraph(text, "-> " + fix));
    }

    private static String line(LintFinding found) {
        return OutputFormat.line(found.file()) + ":" + found.place() + ": "
                + found.finding().severity().word() + ": " + found.finding().title() + " ["
                + found.finding().id() + "]";
    }

    private static String reason(String text) {
        return text.isEmpty() ? "" : ": " + OutputFormat.line(text);
    }

    private void paragraph(StringBuilder text, String paragraph) {
        Wrap.lines(paragraph, width - INDENT.length())
                .forEach(line -> text.append(INDENT).append(line).append('\n'));
    }

    private static String summary(LintReport report) {
        String files = report.files().size() == 1 ? "1 file" : report.files().size() + " files";
        String counts = Stream.of(Severity.ERROR, Severity.WARNING, Severity.INFO)
                .filter(severity -> report.count(severity) > 0)
                .map(severity -> report.count(severity) + " " + severity.word())
                .collect(Collectors.joining(", "));
        String ignored =
                report.ignored().isEmpty() ? "" : ", " + report.ignored().size() + " ignored";
        return files + ": " + (counts.isEmpty() ? "nothing found" : counts) + ignored;
    }
}
