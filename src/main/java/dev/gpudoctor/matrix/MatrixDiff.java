package dev.gpudoctor.matrix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What differs between two matrices, row by row. */
public final class MatrixDiff {
    private MatrixDiff() {}

    /** What became of a row. */
    public enum Kind {
        ADDED("+"),
        REMOVED("-"),
        CHANGED("~");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }
    }

    /**
     * One row that differs.
     *
     * @param fields for a changed row, the fields that differ
     */
    public record Change(String subject, String key, Kind kind, List<FieldChange> fields) {
        public Change {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            String details = fields.stream().map(FieldChange::toString).collect(Collectors.joining("; "));
            return kind.sign + " " + subject + " " + key + (details.isEmpty() ? "" : ": " + details);
        }
    }

    /** A field's value on both sides, {@code unknown} where there is none. */
    public record FieldChange(String name, String before, String after) {
        @Override
        public String toString() {
            return name + " " + before + " -> " + after;
        }
    }

    /** The rows that only one has or that differ, subject by subject. */
    public static List<Change> between(Matrix before, Matrix after) {
        List<Change> changes = new ArrayList<>();
        for (Subject<?> subject : Subject.all()) {
            Map<String, Row> old = byKey(before, subject);
            Map<String, Row> fresh = byKey(after, subject);
            Set<String> keys = new LinkedHashSet<>(old.keySet());
            keys.addAll(fresh.keySet());
            for (String key : keys) {
                if (!fresh.containsKey(key)) {
                    changes.add(new Change(subject.name(), key, Kind.REMOVED, List.of()));
                } else if (!old.containsKey(key)) {
                    changes.add(new Change(subject.name(), key, Kind.ADDED, List.of()));
                } else {
                    List<FieldChange> fields = fields(RowFields.of(old.get(key)), RowFields.of(fresh.get(key)));
                    if (!fields.isEmpty()) {
                        changes.add(new Change(subject.name(), key, Kind.CHANGED, fields));
                    }
                }
            }
        }
        return changes;
    }

    private static Map<String, Row> byKey(Matrix matrix, Subject<?> subject) {
        Map<String, Row> rows = new LinkedHashMap<>();
        matrix.rows(subject).forEach(row -> rows.put(row.key(), row));
        return rows;
    }

    private static List<FieldChange> fields(Map<String, Object> before, Map<String, Object> after) {
        List<FieldChange> changes = new ArrayList<>();
        before.forEach((name, value) -> {
            if (!Objects.equals(value, after.get(name))) {
                changes.add(new FieldChange(name, shown(before, name), shown(after, name)));
            }
        });
        return changes;
    }

    private static String shown(Map<String, Object> fields, String name) {
        return fields.get(name) == null ? "unknown" : String.valueOf(fields.get(name));
    }
}
