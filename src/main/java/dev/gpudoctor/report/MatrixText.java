package dev.gpudoctor.report;

import dev.gpudoctor.matrix.MatrixView;
import dev.gpudoctor.matrix.Row;
import dev.gpudoctor.matrix.RowFields;
import dev.gpudoctor.matrix.Source;
import dev.gpudoctor.matrix.Subject;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The compatibility matrix for people. */
public final class MatrixText {
    private static final int NAME_WIDTH = 18;

    private final int width;

    public MatrixText(int width) {
        this.width = width;
    }

    /** Where the matrix comes from, and its tables. */
    public String list(Map<String, Object> stamp, List<MatrixView.Table> tables) {
        StringBuilder text = new StringBuilder()
                .append("matrix ")
                .append(stamp.get("dataVersion"))
                .append(" as of ")
                .append(stamp.get("asOf"))
                .append(" (")
                .append(shown(stamp.getOrDefault("layers", List.of())))
                .append(")\n\n");
        text.append(String.format("%-26s %6s %8s %10s%n", "subject", "rows", "by hand", "contested"));
        tables.forEach(table -> text.append(String.format(
                "%-26s %6d %8d %10d%n", table.subject(), table.rows(), table.byHand(), table.contested())));
        return text.toString();
    }

    /** The keys of a table, one a line. */
    public String keys(Subject<?> subject, List<? extends Row> rows) {
        StringBuilder text = new StringBuilder().append(subject).append('\n');
        rows.forEach(row -> text.append("  ").append(row.key()).append('\n'));
        return text.toString();
    }

    /** All that a row says; what is unknown is not shown, the sources come last. */
    public String row(Subject<?> subject, Row row, List<Source> sources) {
        StringBuilder text = new StringBuilder()
                .append(subject)
                .append(' ')
                .append(row.key())
                .append('\n');
        RowFields.of(row).forEach((name, value) -> {
            if (isKnown(value) && !name.equals("sources")) {
                String head = String.format("  %-" + NAME_WIDTH + "s ", name);
                for (String line : Wrap.lines(shown(value), width - head.length())) {
                    text.append(head).append(line).append('\n');
                    head = " ".repeat(head.length());
                }
            }
        });
        sources.forEach(source -> text.append("  source ")
                .append(source.title())
                .append(source.url().map(url -> "\n         " + url).orElse(""))
                .append('\n'));
        return text.toString();
    }

    private static boolean isKnown(Object value) {
        return value != null
                && !(value instanceof Collection<?> items && items.isEmpty())
                && !(value instanceof Map<?, ?> fields
                        && fields.values().stream().noneMatch(MatrixText::isKnown));
    }

    private static String shown(Object value) {
        if (value instanceof Collection<?> items) {
            return String.join(", ", items.stream().map(MatrixText::shown).toList());
        }
        if (value instanceof Map<?, ?> fields) {
            return String.join(
                    " ",
                    fields.entrySet().stream()
                            .filter(field -> isKnown(field.getValue()))
                            .map(field -> field.getKey() + "=" + shown(field.getValue()))
                            .toList());
        }
        return String.valueOf(value);
    }
}
