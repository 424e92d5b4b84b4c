package dev.gpudoctor.finding;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Fills {@code {names}} of a text with values from the machine, which are foreign and lose control characters. */
public final class Template {
    private static final Pattern NAME = Pattern.compile("\\{([a-zA-Z]+)}");
    private static final Pattern SPREAD = Pattern.compile("\\{([a-zA-Z]+)\\.\\.\\.}");
    private static final Pattern ASSIGNED = Pattern.compile("(\\b[A-Z_]{2,40}=)?\\{([a-zA-Z]+)}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}\\u2028\\u2029]");
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
        return NAME.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), found.group())));
    }

    /**
     * The remedy filled; an argument {@code {name...}} becomes one argument for each word, and what the text gives to a
     * variable is quoted for the shell that it is pasted into.
     */
    public Remedy fill(Remedy remedy) {
        Remedy spread =
                remedy.argv().stream().anyMatch(part -> SPREAD.matcher(part).matches())
                        ? remedy.withArguments(
                                remedy.argv().stream().flatMap(this::spread).toList())
                        : remedy;
        return spread.with(this::fill).saying(assigned(spread.text()));
    }

    private String assigned(String text) {
        return ASSIGNED.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) == null ? value(found.group(2), found.group()) : assigned(found)));
    }

    private String assigned(MatchResult found) {
        String name = found.group(2);
        return found.group(1)
                + (values.containsKey(name) ? ShellWord.quoted(printable(values.get(name))) : "{" + name + "}");
    }

    private String value(String name, String otherwise) {
        return values.containsKey(name) ? printable(values.get(name)) : otherwise;
    }

    private Stream<String> spread(String part) {
        Matcher matcher = SPREAD.matcher(part);
        return matcher.matches()
                ? Stream.of(values.getOrDefault(matcher.group(1), "").split(" "))
                : Stream.of(part);
    }

    /** Whether every name of the remedy that may lack a text has one. */
    boolean fills(Remedy remedy, Collection<String> optional) {
        return Stream.concat(Stream.of(remedy.text()), remedy.argv().stream())
                .flatMap(text -> NAME.matcher(text.replace("...}", "}")).results())
                .map(found -> found.group(1))
                .allMatch(name -> values.containsKey(name) || !optional.contains(name));
    }

    /** The text for no machine in particular: names stand in capitals, as they do in a manual. */
    static String general(String text) {
        return NAME.matcher(text.replace("...}", "}"))
                .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }

    /** The text without control characters, bounded in length. */
    public static String printable(String text) {
        String clean = UNPRINTABLE.matcher(text).replaceAll("\uFFFD");
        if (clean.length() <= MAX_VALUE) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(MAX_VALUE - 1)) ? MAX_VALUE - 1 : MAX_VALUE;
        return clean.substring(0, end) + "…";
    }
}
