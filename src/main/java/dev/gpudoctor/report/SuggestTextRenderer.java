package dev.gpudoctor.report;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Given;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.advise.stack.Answer;
import dev.gpudoctor.advise.stack.Installation;
import dev.gpudoctor.advise.stack.Stack;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Source;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An answer about stacks for people. The first stack is told in full, the others by what differs. */
public final class SuggestTextRenderer {
    private static final Map<Fit, String> MARKS = Map.of(
            Fit.SUPPORTED, "+",
            Fit.LIMITED, "~",
            Fit.TOLERATED, "!",
            Fit.UNKNOWN, "?",
            Fit.FORBIDDEN, "x");

    private final Matrix matrix;
    private final int width;

    public SuggestTextRenderer(Matrix matrix, int width) {
        this.matrix = matrix;
        this.width = width;
    }

    public String render(Answer answer) {
        StringBuilder text = new StringBuilder();
        if (answer instanceof Answer.Stacks stacks) {
            stacks(text, stacks);
        } else if (answer instanceof Answer.Contradiction contradiction) {
            contradiction(text, contradiction);
        } else if (answer instanceof Answer.WithoutGpu withoutGpu) {
            withoutGpu(text, withoutGpu);
        }
        text.append("\nmatrix ")
                .append(matrix.manifest().dataVersion())
                .append(" as of ")
                .append(matrix.manifest().asOf())
                .append('\n');
        return text.toString();
    }

    private void stacks(StringBuilder text, Answer.Stacks answer) {
        Stack best = answer.stacks().get(0);
        text.append("Stack 1 of ").append(answer.stacks().size()).append('\n');
        best.parts()
                .forEach((name, part) -> text.append(
                        String.format("  %-12s %s%n", name, part.label()).replace(System.lineSeparator(), "\n")));
        if (!best.changes().isEmpty()) {
            text.append("\nWhat changes here: ")
                    .append(String.join(", ", best.changes()))
                    .append('\n');
        }
        text.append("\nWhy it fits  (+ supported, ~ within limits, ! works untested, ? unknown)\n");
        best.links().forEach(link -> link(text, link));
        install(text, best.install());
        others(text, answer.stacks());
        notes(text, answer.notes());
    }

    private void link(StringBuilder text, Link link) {
        String first = "  " + MARKS.get(link.fit()) + " ";
        for (String line : Wrap.lines(link.reason() + source(link.sources()), width - first.length())) {
            text.append(first).append(line).append('\n');
            first = "    ";
        }
    }

    private String source(List<String> ids) {
        return ids.stream()
                .limit(1)
                .flatMap(id -> matrix.source(id).stream())
                .map(Source::title)
                .map(title -> " [" + title + "]")
                .collect(Collectors.joining());
    }

    private void install(StringBuilder text, Installation install) {
        if (!install.steps().isEmpty()) {
            text.append("\nHow to get it\n");
            for (Installation.Step step : install.steps()) {
                text.append("  ").append(step.text()).append('\n');
                if (!step.argv().isEmpty()) {
                    text.append("    $ ")
                            .append(CommandText.of(step.argv(), step.needsRoot()))
                            .append('\n');
                }
            }
        }
        if (!install.images().isEmpty()) {
            text.append("\nThe same in an image\n");
            install.images().forEach(image -> text.append("  ").append(image).append('\n'));
        }
    }

    private static void others(StringBuilder text, List<Stack> stacks) {
        if (stacks.size() > 1) {
            text.append("\nOther stacks\n");
            for (int i = 1; i < stacks.size(); i++) {
                Stack best = stacks.get(0);
                String parts = stacks.get(i).parts().entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(best.parts().get(entry.getKey())))
                        .map(entry -> entry.getKey() + " " + entry.getValue().label())
                        .collect(Collectors.joining(", "));
                text.append("  ")
                        .append(i + 1)
                        .append(". ")
                        .append(MARKS.get(stacks.get(i).weakest()))
                        .append(' ')
                        .append(parts)
                        .append('\n');
            }
        }
    }

    private void contradiction(StringBuilder text, Answer.Contradiction answer) {
        text.append("No stack fits. These contradict each other:\n");
        for (Given given : answer.conflict()) {
            text.append("  ")
                    .append(given.isWish() ? "asked " : "fact  ")
                    .append(given.text())
                    .append('\n');
        }
        if (!answer.chain().isEmpty()) {
            text.append("\nWhy\n");
            answer.chain().forEach(link -> link(text, link));
        }
        if (!answer.relaxations().isEmpty()) {
            text.append("\nWhat would do\n");
            answer.relaxations()
                    .forEach(relaxation ->
                            text.append("  - ").append(relaxation.text()).append('\n'));
        }
        notes(text, answer.notes());
    }

    private void withoutGpu(StringBuilder text, Answer.WithoutGpu answer) {
        text.append(answer.notes().isEmpty() ? "There is no NVIDIA GPU here" : "No NVIDIA GPU could be read here")
                .append("; TensorRT and CUDA need one (gpu=NAME asks about another machine).\n");
        text.append("On this processor")
                .append(answer.features().isEmpty() ? "" : " (" + String.join(", ", answer.features()) + ")")
                .append(", slower, with the same ONNX models:\n");
        for (Answer.Alternative alternative : answer.alternatives()) {
            text.append("  ")
                    .append(alternative.text())
                    .append("\n    $ ")
                    .append(CommandText.of(alternative.argv(), false))
                    .append('\n');
        }
        notes(text, answer.notes());
    }

    private void notes(StringBuilder text, List<String> notes) {
        if (!notes.isEmpty()) {
            text.append('\n');
            notes.forEach(note -> Wrap.lines("Note: " + note, width)
                    .forEach(line -> text.append(line).append('\n')));
        }
    }
}
