package dev.gpudoctor.report;

import dev.gpudoctor.advise.solve.Given;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.advise.stack.Answer;
import dev.gpudoctor.advise.stack.Installation;
import dev.gpudoctor.advise.stack.Stack;
import dev.gpudoctor.finding.SourceLink;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Source;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An answer about stacks as Markdown, for issues and wikis. */
public final class SuggestMarkdownRenderer {
    private final Matrix matrix;

    public SuggestMarkdownRenderer(Matrix matrix) {
        this.matrix = matrix;
    }

    public String render(Answer answer) {
        StringBuilder text = new StringBuilder("# gpudoctor suggest\n\nAsked for: ");
        text.append(
                        answer.wishes().isEmpty()
                                ? "nothing in particular"
                                : answer.wishes().stream()
                                        .map(wish -> Markdown.code(wish.toString()))
                                        .collect(Collectors.joining(" ")))
                .append("; matrix ")
                .append(matrix.manifest().dataVersion())
                .append(" as of ")
                .append(matrix.manifest().asOf())
                .append(".\n");
        if (answer instanceof Answer.Stacks stacks) {
            for (int i = 0; i < stacks.stacks().size(); i++) {
                stack(text, i + 1, stacks.stacks().get(i));
            }
            notes(text, stacks.notes());
        } else if (answer instanceof Answer.Contradiction contradiction) {
            contradiction(text, contradiction);
        } else if (answer instanceof Answer.WithoutGpu withoutGpu) {
            text.append("\nThere is no NVIDIA GPU. On the processor:\n\n");
            withoutGpu.alternatives().forEach(alternative -> text.append("- ")
                    .append(Markdown.cell(alternative.text()))
                    .append(' ')
                    .append(Markdown.code(CommandText.of(alternative.argv(), false)))
                    .append('\n'));
            notes(text, withoutGpu.notes());
        }
        return text.toString();
    }

    private void stack(StringBuilder text, int number, Stack stack) {
        text.append("\n## Stack ").append(number).append("\n\n| component | version |\n|---|---|\n");
        stack.parts().forEach((name, part) -> text.append("| ")
                .append(name)
                .append(" | ")
                .append(Markdown.cell(part.label()))
                .append(" |\n"));
        links(text, stack.links());
        for (Installation.Step step : stack.install().steps()) {
            text.append("\n").append(Markdown.cell(step.text())).append('\n');
            if (!step.argv().isEmpty()) {
                text.append(Markdown.fenced("", "", CommandText.of(step.argv(), step.needsRoot())));
            }
        }
        if (!stack.install().images().isEmpty()) {
            text.append("\nThe same in an image: ")
                    .append(stack.install().images().stream()
                            .map(image -> Markdown.code(image.toString()))
                            .collect(Collectors.joining(", ")))
                    .append('\n');
        }
    }

    private void links(StringBuilder text, List<Link> links) {
        text.append("\n| link | why | source |\n|---|---|---|\n");
        for (Link link : links) {
            text.append("| ")
                    .append(link.fit().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(Markdown.cell(link.reason()))
                    .append(" | ")
                    .append(link.sources().stream()
                            .limit(1)
                            .flatMap(id -> matrix.source(id).stream())
                            .map(SuggestMarkdownRenderer::link)
                            .collect(Collectors.joining()))
                    .append(" |\n");
        }
    }

    private static String link(Source source) {
        return Markdown.link(new SourceLink(source.title(), source.url().orElse("")));
    }

    private void contradiction(StringBuilder text, Answer.Contradiction answer) {
        text.append("\nNo stack fits. These contradict each other:\n\n");
        for (Given given : answer.conflict()) {
            text.append("- ").append(Markdown.cell(given.text())).append('\n');
        }
        links(text, answer.chain());
        text.append("\nWhat would do:\n\n");
        answer.relaxations().forEach(relaxation -> text.append("- ")
                .append(Markdown.cell(relaxation.text()))
                .append('\n'));
        notes(text, answer.notes());
    }

    private static void notes(StringBuilder text, List<String> notes) {
        notes.forEach(note -> text.append("\n> ").append(Markdown.cell(note)).append('\n'));
    }
}
