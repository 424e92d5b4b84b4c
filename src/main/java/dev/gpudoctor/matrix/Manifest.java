package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the matrix as a whole is.
 *
 * @param schemaVersion shape of the files; this reader knows {@link #SCHEMA_VERSION}
 * @param dataVersion semantic version of the data
 * @param asOf the day up to which the data was gathered
 * @param tables the day up to which single tables were gathered, where it is another
 * @param mode how a folder of the user's joins the built-in matrix
 */
public record Manifest(
        int schemaVersion, Version dataVersion, LocalDate asOf, Map<String, LocalDate> tables, Mode mode) {
    /** The shape of files that this program reads. */
    public static final int SCHEMA_VERSION = 1;

    /** How a folder joins the built-in matrix. */
    public enum Mode {
        /** It stands alone. */
        WHOLE,
        /** Its rows replace built-in rows of the same key and add the others. */
        OVERLAY
    }

    public Manifest {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }

    /** The day up to which a table was gathered. */
    public LocalDate asOf(Subject<?> table) {
        return tables.getOrDefault(table.name(), asOf);
    }

    static Manifest read(RowReader row) {
        return new Manifest(
                row.number("schemaVersion"),
                row.version("dataVersion"),
                day(row),
                row.map("tables", Manifest::day, "a day"),
                row.optionalChoice("mode", Mode.class).orElse(Mode.WHOLE));
    }

    private static LocalDate day(RowReader row) {
        String text = row.text("asOf");
        return day(text).orElseThrow(() -> row.refusal("asOf", "is not a day: " + text));
    }

    private static Optional<LocalDate> day(Object value) {
        return value instanceof String text
                ? PartialDate.parse(text)
                        .filter(date -> date.firstDay().equals(date.lastDay()))
                        .map(PartialDate::firstDay)
                : Optional.empty();
    }
}
