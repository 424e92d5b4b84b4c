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
        List<FindingGroup> groups = FindingGroup.of(roots);
        headline(diagnosis, out);
        programs(ProgramLine.of(report.machine(), diagnosis), out);
        for (FindingGroup group : groups) {
            if (group.any().severity() == Severity.ERROR) {
                group(group, diagnosis, out);
            }
        }
        stack(StackLine.of(report.machine()), out);
        for (FindingGroup group : groups) {
            Severity severity = group.any().severity();
            if (severity == Severity.WARNING || severity == Severity.INFO && verbose) {
                group(group, diagnosis, out);
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

    private void headline(Diagnosis diagnosis, Appendable out) throws IOException {
        String verdict = diagnosis.verdict().word().toUpperCase(Locale.ROOT);
        String title = Headline.of(diagnosis);
        block(paint(verdict, worst(diagnosis)) + "  ", verdict.length() + 2, title, out);
    }

    private void programs(List<ProgramLine> programs, Appendable out) throws IOException {
        int labels = programs.stream()
                .mapToInt(program -> program.label().length())
                .max()
                .orElse(0);
        for (ProgramLine program : programs) {
            String label = OutputFormat.foreign(program.label());
            block("  " + label + " ".repeat(Math.max(0, labels - label.length()) + 2), program.placed(), out);
        }
    }

    private void stack(List<StackLine> lines, Appendable out) throws IOException {
        int labels =
                lines.stream().mapToInt(line -> line.label().length()).max().orElse(0);
        out.append('\n');
        for (StackLine line : lines) {
            block("  " + line.label() + " ".repeat(labels - line.label().length() + 2), line.text(), out);
        }
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

    private void group(FindingGroup group, Diagnosis diagnosis, Appendable out) throws IOException {
        Finding common = group.any();
        out.append('\n')
                .append(paint(common.severity().word(), common.severity()))
                .append("  ")
                .append(common.id())
                .append('\n');
        for (FindingGroup.Case found : group.cases()) {
            String mark = "  in     ";
            for (String subject : found.subjects()) {
                block(mark, subject, out);
                mark = "         ";
            }
            block("  what   ", found.message(), out);
        }
        if (!common.required().isBlank()) {
            block("  needs  ", common.required(), out);
        }
        if (!common.why().isBlank()) {
            block("  why    ", common.why(), out);
        }
        List<Remedy> remedies = common.remedies();
        for (int i = 0; i < remedies.size(); i++) {
            block(RemedyText.margin(i, remedies.size()), RemedyText.of(remedies.get(i)), out);
            if (!remedies.get(i).argv().isEmpty()) {
                out.append("         ").append(CommandText.of(remedies.get(i))).append('\n');
            }
        }
        List<Finding> following = group.following(diagnosis);
        if (!following.isEmpty()) {
            String keys = String.join(", ", following.stream().map(Finding::key).toList());
            block("  then   ", "also gone: " + keys, out);
        }
        if (verbose) {
            for (Evidence evidence : group.evidence()) {
                block("  read   ", evidence.place() + ": " + evidence.raw(), out);
            }
            for (SourceLink source : common.sources()) {
                block("  source ", source.title() + " " + source.url(), out);
            }
        }
    }

    private void block(String mark, String text, Appendable out) throws IOException {
        block(mark, mark.length(), text, out);
    }

    private void block(String mark, int indent, String text, Appendable out) throws IOException {
        String head = mark;
        for (String line : Wrap.lines(OutputFormat.foreign(text), width - indent)) {
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
