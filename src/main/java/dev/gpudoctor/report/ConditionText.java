package dev.gpudoctor.report;

import dev.gpudoctor.finding.CodeTable.Code;
import dev.gpudoctor.finding.Condition;
import dev.gpudoctor.finding.Remedy;
import java.util.List;

/** The long form of a condition, and the list of all. */
public final class ConditionText {
    private final int width;

    public ConditionText(int width) {
        this.width = width;
    }

    /** One line per condition: severity, id, title. */
    public String list(List<Condition> conditions) {
        int longest = conditions.stream().mapToInt(c -> c.id().length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (Condition condition : conditions) {
            text.append(String.format(
                    "%-7s  %-" + Math.max(1, longest) + "s  %s%n",
                    condition.severity().word(),
                    condition.id(),
                    condition.title()));
        }
        return text.toString();
    }

    /** Everything the catalogue says of one condition. */
    public String full(Condition condition) {
        StringBuilder text = new StringBuilder();
        text.append(condition.id())
                .append("  (")
                .append(condition.severity().word())
                .append(")\n");
        text.append(condition.title()).append("\n");
        section(text, "What it means", condition.why());
        section(text, "How it is found", condition.how());
        section(text, "Why it happens", condition.cause());
        section(text, "Why no probe sees it", condition.unseen());
        if (!condition.generalRemedies().isEmpty()) {
            text.append("\nWhat to do\n");
            int number = 1;
            for (Remedy remedy : condition.generalRemedies()) {
                String mark = "  " + number++ + ". ";
                for (String line : Wrap.lines(remedy.text(), width - mark.length())) {
                    text.append(mark).append(line).append('\n');
                    mark = " ".repeat(mark.length());
                }
                if (!remedy.argv().isEmpty()) {
                    text.append(mark)
                            .append("$ ")
                            .append(CommandText.of(remedy))
                            .append('\n');
                }
            }
        }
        if (!condition.sources().isEmpty()) {
            text.append("\nSources\n");
            condition.sources().forEach(source -> text.append("  ")
                    .append(source.title())
                    .append("\n    ")
                    .append(source.url())
                    .append('\n'));
        }
        return text.toString();
    }

    /** A code with the conditions that it can mean, the most specific first. */
    public String code(Code code, List<Condition> meanings) {
        StringBuilder text = new StringBuilder(code.label()).append('\n');
        if (!code.action().isEmpty()) {
            text.append("  what NVIDIA's list says to do: ")
                    .append(code.action())
                    .append('\n');
        }
        if (meanings.isEmpty()) {
            text.append("  no condition of the catalogue is known by it\n");
        }
        for (Condition condition : meanings) {
            text.append("  ")
                    .append(condition.id())
                    .append("  ")
                    .append(condition.title())
                    .append('\n');
        }
        return meanings.size() == 1
                ? text.append('\n').append(full(meanings.get(0))).toString()
                : text.toString();
    }

    private void section(StringBuilder text, String title, String body) {
        if (!body.isBlank()) {
            text.append('\n').append(title).append('\n');
            Wrap.lines(body, width - 2)
                    .forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }
}
