package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.finding.SourceLink;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The report for a person: verdict and root cause first, then the stack, then what else is to be said. */
public final class TextRenderer implements Renderer {
    private final int width;
    private final boolean colour;
    private final boolean verbose;

    /**
     * @param width columns to write in
     * @param colour whether ANSI colours may be used
     * @param verbose whether evidence, sources and passed rules are shown
     */
    public TextRenderer(int width, boolean colour, boolean verbose) {
        this.width = width;
        this.colour = colour;
        this.verbose = verbose;
    }

    @Override
    public void render(Report report, Appendable out) throws IOException {
        Diagnosis diagnosis = report.diagnosis();
        List<Finding> roots = diagnosis.rootCauses();
        headline(diagnosis, roots, out);
        for (Finding finding : roots) {
            if (finding.severity() == Severity.ERROR) {
                finding(finding, diagnosis, out);
            }
        }
        out.append('\n');
        for (StackLine line : StackLine.of(report.machine())) {
            block(String.format("  %-11s ", line.label()), line.text(), out);
        }
        for (Finding finding : roots) {
            if (finding.severity() == Severity.WARNING || finding.severity() == Severity.INFO && verbose) {
                finding(finding, diagnosis, out);
            }
        }
        if (!verbose) {
            notes(roots, out);
        }
        open(diagnosis, out);
        out.append('\n');
        block("", summary(diagnosis), out);
        if (!report.matrix().overlay().isEmpty()) {
            block("", "Judged by " + report.matrix().text(), out);
        }
    }

    private void headline(Diagnosis diagnosis, List<Finding> roots, Appendable out) throws IOException {
        String verdict = diagnosis.verdict().word().toUpperCase(Locale.ROOT);
        String title = roots.isEmpty() || roots.get(0).severity() == Severity.INFO
                ? diagnosis.nothingChecked() ? "  Nothing of NVIDIA was found that could be checked." : ""
                : "  " + roots.get(0).title();
        out.append(paint(verdict, worst(diagnosis))).append(title).append('\n');
    }

    private void notes(List<Finding> roots, Appendable out) throws IOException {
        List<Finding> infos = roots.stream()
                .filter(finding -> finding.severity() == Severity.INFO)
                .toList();
        if (!infos.isEmpty()) {
            out.append("\nNotes\n");
            for (Finding finding : infos) {
                block("  " + paint("i", Severity.INFO) + " ", 4, finding.message() + " [" + finding.id() + "]", out);
            }
        }
    }

    private void open(Diagnosis diagnosis, Appendable out) throws IOException {
        List<Outcome> open = diagnosis.outcomes().stream()
                .filter(outcome -> outcome.isOpen() && outcome.followsFrom().isEmpty())
                .toList();
        if (open.isEmpty()) {
            return;
        }
        out.append("\nNot decided\n");
        for (Outcome outcome : open) {
            String where = outcome.subject().isEmpty() ? "" : " (" + outcome.subject() + ")";
            block("  ? ", outcome.id() + where + ": " + outcome.reason(), out);
        }
    }

    private void finding(Finding finding, Diagnosis diagnosis, Appendable out) throws IOException {
        out.append('\n')
                .append(paint(finding.severity().word(), finding.severity()))
                .append("  ")
                .append(finding.id())
                .append('\n');
        if (!finding.subject().isEmpty()) {
            block("  in     ", finding.subject(), out);
        }
        block("  what   ", finding.message(), out);
        if (!finding.required().isBlank()) {
            block("  needs  ", finding.required(), out);
        }
        if (!finding.why().isBlank()) {
            block("  why    ", finding.why(), out);
        }
        String mark = "  do     ";
        for (Remedy remedy : finding.remedies()) {
            block(mark, RemedyText.of(remedy), out);
            if (!remedy.argv().isEmpty()) {
                out.append("         ").append(CommandText.of(remedy)).append('\n');
            }
            mark = "  or     ";
        }
        List<Finding> following = diagnosis.following(finding);
        if (!following.isEmpty()) {
            block(
                    "  then   ",
                    "also gone: "
                            + String.join(
                                    ", ", following.stream().map(Finding::key).toList()),
                    out);
        }
        if (verbose) {
            for (Evidence evidence : finding.evidence()) {
                block("  read   ", evidence.place() + ": " + evidence.raw(), out);
            }
            for (SourceLink source : finding.sources()) {
                block("  source ", source.title() + " " + source.url(), out);
            }
        }
    }

    private void block(String mark, String text, Appendable out) throws IOException {
        block(mark, mark.length(), text, out);
    }

    private void block(String mark, int indent, String text, Appendable out) throws IOException {
        String head = mark;
        for (String line : Wrap.lines(text, width - indent)) {
            out.append(head).append(line).append('\n');
            head = " ".repeat(indent);
        }
    }

    private String summary(Diagnosis diagnosis) {
        List<Finding> roots = diagnosis.rootCauses();
        int folded = diagnosis.findings().size() - roots.size();
        return count(roots, Severity.ERROR, "error") + ", " + count(roots, Severity.WARNING, "warning") + ", "
                + count(roots, Severity.INFO, "note")
                + (folded == 0 ? "" : ", " + folded + " more that follow from them")
                + "; " + diagnosis.count(Outcome.Result.PASSED) + " rules passed"
                + (verbose ? "." : "; -v shows evidence and sources.");
    }

    private static String count(List<Finding> findings, Severity severity, String noun) {
        long count = findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static Severity worst(Diagnosis diagnosis) {
        return diagnosis.rootCauses().stream()
                .map(Finding::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.INFO);
    }

    private String paint(String text, Severity severity) {
        if (!colour) {
            return text;
        }
        String code =
                switch (severity) {
                    case ERROR -> "31";
                    case WARNING -> "33";
                    case INFO -> "32";
                };
        return "\u001b[1;" + code + "m" + text + "\u001b[0m";
    }
}
