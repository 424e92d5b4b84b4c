package dev.gpudoctor.matrix;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a row as plain values in the words of the data: what listings, comparisons and exports work on. */
public final class RowFields {
    private RowFields() {}

    /** Field names to texts, numbers, truth values, lists, maps, or null for what is unknown. */
    public static Map<String, Object> of(Row row) {
        Map<String, Object> fields = components((Record) row);
        fields.remove("provenance");
        Provenance provenance = row.provenance();
        fields.put("note", plain(provenance.note()));
        fields.put("conflicts", plain(provenance.conflicts()));
        fields.put("kept", provenance.byHand() ? "by-hand" : "derived");
        fields.put("sources", provenance.sources());
        return fields;
    }

    private static Map<String, Object> components(Record value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            fields.put(component.getName(), plain(read(component, value)));
        }
        return fields;
    }

    @SuppressWarnings("NullAway")
    private static Object read(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("accessor of a public record failed: " + component, e);
        }
    }

    /** What is empty becomes JSON's null. */
    @SuppressWarnings("NullAway")
    private static Object plain(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(RowFields::plain).orElse(null);
        }
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(item -> items.add(plain(item)));
            return items;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> entries = new LinkedHashMap<>();
            map.forEach((key, item) -> entries.put(String.valueOf(key), plain(item)));
            return entries;
        }
        if (value instanceof VersionSet set) {
            return plain(set.anyOf());
        }
        if (value instanceof Enum<?> constant) {
            return RowReader.wordFor(constant);
        }
        if (value instanceof Record row && isOfMatrix(row)) {
            return components(row);
        }
        return value instanceof Boolean || value instanceof Number ? value : String.valueOf(value);
    }

    /** Values with a text form of their own are shown in it. */
    private static boolean isOfMatrix(Record value) {
        return value instanceof CudaSupport
                || value instanceof DriverNeed
                || value instanceof OnnxSupport
                || value instanceof Provenance.Conflict
                || value instanceof Provenance.Claim;
    }
}
