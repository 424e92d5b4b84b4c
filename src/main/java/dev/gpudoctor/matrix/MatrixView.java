package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A matrix as people and other programs look at it. */
public final class MatrixView {
    private final Matrix matrix;

    public MatrixView(Matrix matrix) {
        this.matrix = matrix;
    }

    /**
     * A table in a listing.
     *
     * @param byHand how many of the rows people keep
     * @param contested how many have sources that disagree
     */
    public record Table(String subject, int rows, int byHand, int contested) {}

    /** Every table. */
    public List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        for (Subject<?> subject : Subject.all()) {
            List<Provenance> rows =
                    matrix.rows(subject).stream().map(Row::provenance).toList();
            tables.add(new Table(
                    subject.name(),
                    rows.size(),
                    (int) rows.stream().filter(Provenance::byHand).count(),
                    (int) rows.stream()
                            .filter(row -> !row.conflicts().isEmpty())
                            .count()));
        }
        return tables;
    }

    /**
     * The rows of a table that a wish names: a number takes every row of that release, other text every row whose key or
     * label has it, and the whole label takes exactly that row; case plays no part.
     */
    public List<Row> rows(Subject<?> subject, String wish) {
        String text = wish.strip().toLowerCase(Locale.ROOT);
        List<Row> rows = List.copyOf(matrix.rows(subject));
        List<Row> exact =
                rows.stream().filter(row -> names(row).anyMatch(text::equals)).toList();
        if (!exact.isEmpty()) {
            return exact;
        }
        Optional<Version> number = Version.parse(text);
        return rows.stream()
                .filter(row -> names(row).anyMatch(name -> number.map(wanted -> isOf(name, wanted))
                        .orElseGet(() -> name.contains(text))))
                .toList();
    }

    private static Stream<String> names(Row row) {
        Stream<String> label = row instanceof CudaRelease release ? Stream.of(release.label()) : Stream.of();
        return Stream.concat(Stream.of(row.key()), label).map(name -> name.toLowerCase(Locale.ROOT));
    }

    private static boolean isOf(String name, Version wanted) {
        return Stream.of(name.split("[ :,]"))
                .map(Version::parse)
                .flatMap(Optional::stream)
                .anyMatch(number -> number.isWithin(wanted));
    }

    /** Everything as plain values: the manifest, where rows come from, every table and every source. */
    public Map<String, Object> export() {
        Map<String, Object> document = new LinkedHashMap<>(stamp());
        Map<String, Object> tables = new LinkedHashMap<>();
        for (Subject<?> subject : Subject.all()) {
            tables.put(
                    subject.name(),
                    matrix.rows(subject).stream().map(RowFields::of).toList());
        }
        document.put("tables", tables);
        document.put("sources", sources(matrix.sources()));
        return document;
    }

    /** Data version, day and layers. */
    public Map<String, Object> stamp() {
        Map<String, Object> stamp = new LinkedHashMap<>();
        stamp.put("schemaVersion", matrix.manifest().schemaVersion());
        stamp.put("dataVersion", matrix.manifest().dataVersion().toString());
        stamp.put("asOf", matrix.manifest().asOf().toString());
        stamp.put("layers", matrix.layers());
        return stamp;
    }

    /** Sources as plain values. */
    public static List<Map<String, Object>> sources(List<Source> sources) {
        List<Map<String, Object>> plain = new ArrayList<>();
        for (Source source : sources) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", source.id());
            fields.put("title", source.title());
            fields.put("url", source.url().orElse(null));
            plain.add(fields);
        }
        return plain;
    }
}
