package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.finding.SourceLink;
import dev.gpudoctor.model.Confidence;
import dev.gpudoctor.model.Detail;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.model.TensorFlowModel;
import dev.gpudoctor.model.fit.Fit;
import dev.gpudoctor.model.fit.Inspection;
import dev.gpudoctor.model.fit.NextStep;
import dev.gpudoctor.model.fit.TensorRtAnswer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Inspected models for a person: one of them on a screen, several as a table. */
public final class InspectionText {
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\u2028\\u2029]");
    private static final int LABEL = 11;
    private static final int SHOWN_TENSORS = 12;
    private static final int SHOWN_WORDS = 3;
    private static final int MAX_TEXT = 400;
    private static final int MARGIN = 9;

    private final int width;
    private final boolean verbose;

    /**
     * @param width columns to write in
     * @param verbose whether evidence, sources and every input is shown
     */
    public InspectionText(int width, boolean verbose) {
        this.width = width;
        this.verbose = verbose;
    }

    /** One model in full, several as a table. */
    public String render(List<Inspection> inspections) {
        StringBuilder out = new StringBuilder();
        if (inspections.size() == 1 || verbose) {
            for (Inspection inspection : inspections) {
                out.append(out.isEmpty() ? "" : "\n");
                one(inspection, out);
            }
        } else {
            table(inspections, out);
        }
        return out.toString();
    }

    private void one(Inspection inspection, StringBuilder out) {
        ModelFile file = inspection.file();
        Confidence confidence = file.recognition().confidence();
        String certainty =
                confidence == Confidence.SURE ? "" : confidence == Confidence.LIKELY ? ", likely" : ", unsure";
        out.append(clean(inspection.path())).append('\n');
        line("is", file.recognition().format().title() + certainty, out);
        for (String evidence : file.recognition().evidence()) {
            line("because", evidence, out);
        }
        for (Detail detail : file.details()) {
            entry(detail.name(), detail.value(), out);
        }
        boolean guessed = file instanceof TensorFlowModel model && model.isGuessed();
        tensors("inputs", file.inputs(), guessed, out);
        tensors("outputs", file.outputs(), guessed, out);
        if (inspection.fit() != Fit.UNREADABLE && inspection.fit() != Fit.CONVERT) {
            line(
                    "runs here",
                    inspection.fit().text() + "; judged for "
                            + inspection.target().describe(),
                    out);
        } else {
            line("runs here", inspection.fit().text(), out);
        }
        inspection.answer().ifPresent(answer -> answer(answer, out));
        for (String question : inspection.open()) {
            line("  open", question, out);
        }
        inspection.findings().forEach(finding -> finding(finding, out));
        steps(inspection.steps(), out);
    }

    /** The way to TensorRT is numbered and says where each step is done; any other step is not. */
    private void steps(List<NextStep> steps, StringBuilder out) {
        boolean way = steps.stream().anyMatch(step -> step.place().isPresent());
        if (way) {
            out.append("\nTo TensorRT on your device\n");
        }
        for (int i = 0; i < steps.size(); i++) {
            String number = pad("  " + (i + 1), MARGIN);
            step(way ? number : pad("next", MARGIN), steps.get(i), out);
        }
    }

    private void answer(TensorRtAnswer answer, StringBuilder out) {
        if (answer instanceof TensorRtAnswer.Taken taken) {
            line("asked", "TensorRT " + taken.tensorRt() + " itself takes it", out);
        } else if (answer instanceof TensorRtAnswer.Refused refused) {
            line("asked", "TensorRT " + refused.tensorRt() + " itself does not take it:", out);
            int shown = verbose
                    ? refused.words().size()
                    : Math.min(SHOWN_WORDS, refused.words().size());
            refused.words().subList(0, shown).forEach(word -> line("  it says", word, out));
        }
    }

    private void line(String label, String text, StringBuilder out) {
        block("  " + pad(label, LABEL) + " ", text, out);
    }

    private void entry(String label, String text, StringBuilder out) {
        if (label.length() <= LABEL) {
            line(label, text, out);
        } else {
            block("  " + clean(label) + ": ", LABEL + 3, text, out);
        }
    }

    private void tensors(String label, List<Tensor> tensors, boolean guessed, StringBuilder out) {
        if (tensors.isEmpty()) {
            return;
        }
        String head = guessed ? "likely " + label : label;
        out.append("  ").append(head).append('\n');
        int shown = verbose ? tensors.size() : Math.min(tensors.size(), SHOWN_TENSORS);
        int longest = tensors.stream()
                .limit(shown)
                .mapToInt(tensor -> clean(tensor.name()).length())
                .max()
                .orElse(0);
        int column = Math.min(longest, width / 2);
        for (Tensor tensor : tensors.subList(0, shown)) {
            out.append("    ")
                    .append(pad(clean(tensor.name()), column))
                    .append("  ")
                    .append(clean(tensor.type()))
                    .append("  ")
                    .append(clean(tensor.shape().toString()))
                    .append(tensor.optional() ? "  (has a default)" : "")
                    .append('\n');
        }
        if (shown < tensors.size()) {
            out.append("    and ").append(tensors.size() - shown).append(" more; -v shows all\n");
        }
    }

    private void finding(Finding finding, StringBuilder out) {
        out.append('\n')
                .append(finding.severity().word())
                .append("  ")
                .append(finding.id())
                .append('\n');
        block("  what   ", finding.message(), out);
        if (!finding.why().isBlank() && (verbose || finding.severity() != Severity.INFO)) {
            block("  why    ", finding.why(), out);
        }
        List<Remedy> remedies = finding.severity() == Severity.INFO && !verbose ? List.of() : finding.remedies();
        for (int i = 0; i < remedies.size(); i++) {
            block(RemedyText.margin(i, remedies.size()), RemedyText.of(remedies.get(i)), out);
            if (!remedies.get(i).argv().isEmpty()) {
                out.append("         ")
                        .append(clean(CommandText.of(remedies.get(i))))
                        .append('\n');
            }
        }
        if (verbose) {
            for (SourceLink source : finding.sources()) {
                block("  source ", source.title() + " " + source.url(), out);
            }
        }
    }

    private void step(String mark, NextStep step, StringBuilder out) {
        String place = step.place().map(there -> capital(there.text()) + ": ").orElse("");
        out.append('\n');
        block(mark, place + step.text(), out);
        if (!step.argv().isEmpty()) {
            Remedy command = new Remedy(step.text(), step.argv(), List.of(), false, false, false);
            out.append(" ".repeat(MARGIN))
                    .append(clean(CommandText.of(command)))
                    .append('\n');
        }
        if (!step.code().isEmpty()) {
            // at the left edge: Python takes no indented lines when they are pasted
            out.append("\npython - <<'END'\n");
            step.code().forEach(line -> out.append(clean(line)).append('\n'));
            out.append("END\n");
        }
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private void table(List<Inspection> inspections, StringBuilder out) {
        int longest = inspections.stream()
                .mapToInt(inspection -> clean(inspection.path()).length())
                .max()
                .orElse(0);
        int first = Math.min(longest, Math.max(20, width / 2));
        int second = inspections.stream()
                .mapToInt(inspection ->
                        inspection.file().recognition().format().title().length())
                .max()
                .orElse(0);
        for (Inspection inspection : inspections) {
            String worst = inspection.findings().stream()
                    .filter(finding -> finding.severity() != Severity.INFO)
                    .findFirst()
                    .map(finding -> "  " + finding.id())
                    .orElse("");
            out.append(pad(tail(clean(inspection.path()), first), first))
                    .append("  ")
                    .append(pad(inspection.file().recognition().format().title(), second))
                    .append("  ")
                    .append(inspection.fit().id())
                    .append(worst)
                    .append('\n');
        }
        long bad = inspections.stream()
                .filter(inspection -> inspection.fit() == Fit.DOES_NOT_FIT || inspection.fit() == Fit.UNREADABLE)
                .count();
        out.append('\n')
                .append(inspections.size())
                .append(" files, ")
                .append(bad)
                .append(" of them unusable here; -v shows each in full\n");
    }

    /** The end of a path tells more than its beginning. */
    private static String tail(String text, int length) {
        return text.length() <= length ? text : "..." + text.substring(text.length() - length + 3);
    }

    private static String pad(String text, int length) {
        return text.length() >= length ? text : text + " ".repeat(length - text.length());
    }

    private static String clean(String text) {
        String printable = UNPRINTABLE.matcher(text).replaceAll("\uFFFD");
        return printable.length() > MAX_TEXT * 4 ? printable.substring(0, MAX_TEXT * 4) + "..." : printable;
    }

    private void block(String mark, String text, StringBuilder out) {
        block(mark, mark.length(), text, out);
    }

    private void block(String mark, int indent, String text, StringBuilder out) {
        String head = mark;
        String whole = clean(text);
        String cut = verbose || whole.length() <= MAX_TEXT ? whole : whole.substring(0, MAX_TEXT) + "...";
        for (String line : Wrap.lines(cut, width - Math.max(indent, mark.length()))) {
            out.append(head).append(line).append('\n');
            head = " ".repeat(indent);
        }
    }
}
