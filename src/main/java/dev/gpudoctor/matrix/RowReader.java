package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the fields of one JSON object and refuses what does not fit with file, pointer and reason. A field that is
 * absent or null is unknown.
 */
final class RowReader {
    private final String file;
    private final String pointer;
    private final Map<String, Object> fields;
    private final Map<String, Object> parsed;
    private final Set<String> known = new HashSet<>();
    private final List<RowReader> inners = new ArrayList<>();

    RowReader(String file, String pointer, Map<String, Object> fields) {
        this(file, pointer, fields, new HashMap<>());
    }

    /** @param parsed what texts of the file were found to mean: the same few hundred versions fill a whole table */
    private RowReader(String file, String pointer, Map<String, Object> fields, Map<String, Object> parsed) {
        this.file = file;
        this.pointer = pointer;
        this.fields = fields;
        this.parsed = parsed;
    }

    String text(String name) {
        return required(name, optionalText(name));
    }

    Optional<String> optionalText(String name) {
        return optional(name, String.class, "a text");
    }

    List<String> texts(String name) {
        return values(name, Optional::of, "a text");
    }

    boolean flag(String name) {
        return optionalFlag(name).orElse(false);
    }

    Optional<Boolean> optionalFlag(String name) {
        return optional(name, Boolean.class, "true or false");
    }

    int number(String name) {
        return required(name, optionalNumber(name));
    }

    Optional<Integer> optionalNumber(String name) {
        Optional<Number> number = optional(name, Number.class, "a whole number");
        if (number.isPresent() && !(number.get() instanceof Integer)) {
            throw refusal(name, "is not a whole number");
        }
        return number.map(Number::intValue);
    }

    Optional<Double> optionalDecimal(String name) {
        return optional(name, Number.class, "a number").map(Number::doubleValue);
    }

    List<Integer> numbers(String name) {
        List<Integer> numbers = new ArrayList<>();
        int at = 0;
        for (Object value : items(name)) {
            if (!(value instanceof Integer number)) {
                throw refusal(name + "/" + at, "is not a whole number");
            }
            numbers.add(number);
            at++;
        }
        return numbers;
    }

    Version version(String name) {
        return required(name, optionalVersion(name));
    }

    Optional<Version> optionalVersion(String name) {
        return parsed(name, Version::parse, "a version");
    }

    List<Version> versions(String name) {
        return values(name, Version::parse, "a version");
    }

    Optional<VersionSet> optionalVersionSet(String name) {
        List<VersionRange> ranges = values(name, VersionRange::parse, "a version range");
        return ranges.isEmpty() ? Optional.empty() : Optional.of(new VersionSet(ranges));
    }

    ComputeCapability capability(String name) {
        return required(name, optionalCapability(name));
    }

    Optional<ComputeCapability> optionalCapability(String name) {
        return parsed(name, ComputeCapability::parse, "a compute capability");
    }

    List<ComputeCapability> capabilities(String name) {
        return values(name, ComputeCapability::parse, "a compute capability");
    }

    List<SmTarget> targets(String name) {
        return values(name, SmTarget::parse, "a GPU code target");
    }

    Optional<PartialDate> optionalDate(String name) {
        return parsed(name, PartialDate::parse, "a date");
    }

    <E extends Enum<E>> E choice(String name, Class<E> type) {
        return required(name, optionalChoice(name, type));
    }

    <E extends Enum<E>> Optional<E> optionalChoice(String name, Class<E> type) {
        return optionalText(name).map(text -> choiceOf(text, type)
                .orElseThrow(() -> refusal(
                        name,
                        "is not one of "
                                + Stream.of(type.getEnumConstants())
                                        .map(RowReader::wordFor)
                                        .toList()
                                + ": "
                                + text)));
    }

    /** The word of the data for a constant: {@code NEW_FEATURE} is {@code new-feature}. */
    static <E extends Enum<E>> Optional<E> choiceOf(String text, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (wordFor(constant).equals(text)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }

    static String wordFor(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    <T> List<T> rows(String name, Function<RowReader, T> reader) {
        List<T> rows = new ArrayList<>();
        int at = 0;
        for (Object value : items(name)) {
            rows.add(reader.apply(inner(name + "/" + at, value)));
            at++;
        }
        return rows;
    }

    <T> Optional<T> optionalRow(String name, Function<RowReader, T> reader) {
        return value(name).map(value -> reader.apply(inner(name, value)));
    }

    /** An object whose field names are data themselves. */
    <T> Map<String, T> map(String name, Function<Object, Optional<T>> parser, String what) {
        Map<String, T> map = new LinkedHashMap<>();
        value(name)
                .map(value -> inner(name, value))
                .ifPresent(inner -> inner.fields.forEach((key, value) -> {
                    inner.value(key);
                    map.put(key, parser.apply(value).orElseThrow(() -> inner.refusal(key, "is not " + what)));
                }));
        return map;
    }

    /** Pointers to the fields of this object that nobody asked for. */
    Set<String> unreadHere() {
        Set<String> unread = new TreeSet<>();
        for (String name : fields.keySet()) {
            if (!known.contains(name)) {
                unread.add(pointer + "/" + name);
            }
        }
        return unread;
    }

    /** Pointers to the fields that nobody asked for, here and further in. */
    Set<String> unread() {
        Set<String> unread = unreadHere();
        inners.forEach(inner -> unread.addAll(inner.unread()));
        return unread;
    }

    MatrixException refusal(String name, String reason) {
        return new MatrixException(file, pointer + "/" + name, reason);
    }

    private Optional<Object> value(String name) {
        known.add(name);
        Object value = fields.get(name);
        if (value instanceof String text) {
            oneLine(name, text);
        }
        return Optional.ofNullable(value);
    }

    /** Texts of the data end up in one line of a Dockerfile, a command or a report. */
    private void oneLine(String name, String text) {
        if (text.codePoints().anyMatch(RowReader::breaksLines)) {
            throw refusal(name, "has a line break or another control character");
        }
    }

    private static boolean breaksLines(int point) {
        int type = Character.getType(point);
        return Character.isISOControl(point)
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.FORMAT
                || type == Character.SURROGATE;
    }

    /** A text of that shape. */
    String shaped(String name, Pattern shape, String what) {
        String text = text(name);
        if (!shape.matcher(text).matches()) {
            throw refusal(name, "is not " + what);
        }
        return text;
    }

    /** Texts of that shape. */
    List<String> shapedTexts(String name, Pattern shape, String what) {
        return values(
                name,
                text -> Optional.of(text).filter(word -> shape.matcher(word).matches()),
                what);
    }

    private <T> Optional<T> optional(String name, Class<T> type, String what) {
        Optional<Object> value = value(name);
        if (value.isPresent() && !type.isInstance(value.get())) {
            throw refusal(name, "is not " + what);
        }
        return value.map(type::cast);
    }

    private <T> Optional<T> parsed(String name, Function<String, Optional<T>> parser, String what) {
        return optionalText(name).map(text -> meaning(name, text, parser, what));
    }

    @SuppressWarnings("unchecked")
    private <T> T meaning(String name, String text, Function<String, Optional<T>> parser, String what) {
        // one kind of value always comes from one parser
        return (T) parsed.computeIfAbsent(
                what + ": " + text, key -> parser.apply(text).orElseThrow(() -> refusal(name, "is not " + key)));
    }

    private <T> List<T> values(String name, Function<String, Optional<T>> parser, String what) {
        List<T> values = new ArrayList<>();
        int at = 0;
        for (Object value : items(name)) {
            String place = name + "/" + at;
            if (!(value instanceof String text)) {
                throw refusal(place, "is not a text");
            }
            oneLine(place, text);
            values.add(meaning(place, text, parser, what));
            at++;
        }
        return values;
    }

    private List<?> items(String name) {
        Optional<Object> value = value(name);
        if (value.isPresent() && !(value.get() instanceof List<?>)) {
            throw refusal(name, "is not a list");
        }
        return value.<List<?>>map(list -> (List<?>) list).orElse(List.of());
    }

    @SuppressWarnings("unchecked")
    private RowReader inner(String name, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw refusal(name, "is not an object");
        }
        RowReader inner = new RowReader(file, pointer + "/" + name, (Map<String, Object>) map, parsed);
        inners.add(inner);
        return inner;
    }

    private <T> T required(String name, Optional<T> value) {
        return value.orElseThrow(() -> refusal(name, "is missing"));
    }
}
