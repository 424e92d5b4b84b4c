package dev.gpudoctor.finding;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills {@code {names}} of a text with values from the machine, which are foreign and lose control characters. */
public final class Template {
    private static final Pattern NAME = Pattern.compile("\\{([a-zA-Z]+)}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\u2028\\u2029]");
    private static final int MAX_VALUE = 600;

    private final Map<String, String> values;

    Template(Map<String, String> values) {
        this.values = values;
    }

    /** A template for those values. */
    public static Template of(Map<String, String> values) {
        return new Template(Map.copyOf(values));
    }

    /** The text with every name replaced; a name without a value stays, so that a test can see it. */
    public String fill(String text) {
        Matcher matcher = NAME.matcher(text);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(
                values.containsKey(found.group(1)) ? printable(values.get(found.group(1))) : found.group()));
    }

    /** The step with every name replaced. */
    public Remedy fill(Remedy remedy) {
        return remedy.with(this::fill);
    }

    /** The text for no machine in particular: names stand in capitals, as they do in a manual. */
    static String general(String text) {
        return NAME.matcher(text).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }

    /** The text without control characters, bounded in length. */
    public static String printable(String text) {
        String clean = UNPRINTABLE.matcher(text).replaceAll("\uFFFD");
        return clean.length() > MAX_VALUE ? clean.substring(0, MAX_VALUE) + "…" : clean;
    }
}
