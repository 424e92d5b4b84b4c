package dev.gpudoctor.report;

import dev.gpudoctor.finding.Condition;
import dev.gpudoctor.finding.Remedy;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The catalogue as a page of Markdown: every condition by area, then what no probe can see. */
public final class CatalogPage {
    /** The whole page. */
    public String of(List<Condition> conditions) {
        StringBuilder page = new StringBuilder();
        page.append("# Findings\n\n");
        page.append("Everything that gpudoctor can say, made from its catalogue. ")
                .append("`gpudoctor explain ID` prints one of these in a terminal.\n");
        String area = "";
        for (Condition condition : conditions) {
            if (!condition.area().equals(area)) {
                area = condition.area();
                page.append("\n## ").append(area).append("\n");
            }
            condition(condition, page);
        }
        reasons(
                "What cannot be seen",
                "These are recognised in logs (`gpudoctor explain --log FILE`), but no rule looks for them.",
                conditions,
                Condition::unseen,
                page);
        reasons(
                "What no log says",
                "These are found by a rule, but leave neither a text nor a code of their own in logs.",
                conditions,
                Condition::unlogged,
                page);
        return page.toString();
    }

    private static void reasons(
            String title,
            String introduction,
            List<Condition> conditions,
            Function<Condition, String> reason,
            StringBuilder page) {
        List<Condition> with = conditions.stream()
                .filter(condition -> !reason.apply(condition).isEmpty())
                .toList();
        if (with.isEmpty()) {
            return;
        }
        page.append("\n## ").append(title).append("\n\n").append(introduction).append("\n\n");
        page.append("| id | why not |\n|---|---|\n");
        with.forEach(condition -> page.append("| `")
                .append(condition.id())
                .append("` | ")
                .append(cell(reason.apply(condition)))
                .append(" |\n"));
    }

    private static void condition(Condition condition, StringBuilder page) {
        page.append("\n### ").append(condition.id()).append("\n\n");
        page.append("**")
                .append(escape(condition.title()))
                .append("** (")
                .append(condition.severity().word())
                .append(")\n");
        paragraph("", condition.why(), page);
        paragraph("How it is found: ", condition.how(), page);
        paragraph("Why it happens: ", condition.cause(), page);
        paragraph("Why no rule finds it: ", condition.unseen(), page);
        if (!condition.generalRemedies().isEmpty()) {
            page.append('\n');
            int number = 1;
            for (Remedy remedy : condition.generalRemedies()) {
                page.append(number++).append(". ").append(escape(remedy.text()));
                if (!remedy.on().isEmpty() || !remedy.in().isEmpty()) {
                    page.append(" (")
                            .append(Stream.concat(remedy.on().stream(), remedy.in().stream())
                                    .collect(Collectors.joining(", ")))
                            .append(')');
                }
                if (!remedy.argv().isEmpty()) {
                    page.append(" `").append(CommandText.of(remedy)).append('`');
                }
                page.append('\n');
            }
        }
        if (!condition.sources().isEmpty()) {
            page.append("\nSources:\n\n");
            condition.sources().forEach(source -> page.append("- ")
                    .append(
                            source.url().isEmpty()
                                    ? escape(source.title())
                                    : "[" + escape(source.title()) + "](" + source.url() + ")")
                    .append('\n'));
        }
    }

    private static void paragraph(String head, String text, StringBuilder page) {
        if (!text.isBlank()) {
            page.append('\n').append(head).append(escape(text)).append('\n');
        }
    }

    private static String cell(String text) {
        return escape(text).replace("|", "\\|");
    }

    private static String escape(String text) {
        return text.replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_");
    }
}
