package dev.gpudoctor.report;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The boundary that every answer passes on its way out. Texts of the machine and of files are in it, and whoever wrote
 * them must not steer what reads it: a terminal by control sequences, or a CI service by commands in its log
 * ({@code ::add-mask::}, {@code ##[error]}, {@code ##vso[task.setvariable]}).
 */
public enum OutputFormat {
    TEXT,
    JSON,
    SARIF,
    MARKDOWN,
    JUNIT,
    HTML,
    GITHUB,
    LINE,
    PROMETHEUS,
    NFD;

    private static final String UNSEEN = "\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}\\u2028\\u2029";

    /** Controls, marks that turn the direction of writing, halves of characters; the colours of a report are kept. */
    private static final Pattern HIDDEN =
            Pattern.compile("\\x1b(?!\\[(?:0|1;3[123])m)|[\\p{Cc}" + UNSEEN + "&&[^\\n\\t\\x1b]]");

    private static final Pattern FOREIGN = Pattern.compile("[\\p{Cc}" + UNSEEN + "]");

    private static final Pattern FOREIGN_IN_LINES = Pattern.compile("[\\p{Cc}" + UNSEEN + "&&[^\\n\\t]]");

    /** Services look for these anywhere in a line. */
    private static final Pattern ANYWHERE = Pattern.compile("##(?=\\[|vso\\[|teamcity\\[)");

    /** A line that begins so is a command, whatever white space is before it. */
    private static final Pattern AT_THE_START = Pattern.compile("(?m)^([\\t\\p{Z}]*+):(?=:)");

    /** The format of that name, as an option of a command has it. */
    public static OutputFormat of(Enum<?> option) {
        return valueOf(option.name().toUpperCase(Locale.ROOT));
    }

    /** The answer as it may leave the program; an answer without anything hostile is left as it is. */
    public String clean(String answer) {
        return switch (this) {
            case TEXT, MARKDOWN, LINE, PROMETHEUS, NFD -> replace(AT_THE_START, visible(answer), "$1: ");
            case GITHUB -> visible(answer);
            case JSON, SARIF -> replace(ANYWHERE, escaped(answer), "\\\\u0023#");
            case JUNIT, HTML -> replace(AT_THE_START, replace(ANYWHERE, shown(answer), "&#35;#"), "$1&#58;");
        };
    }

    private static String visible(String answer) {
        return replace(ANYWHERE, shown(answer), "# #");
    }

    private static String shown(String answer) {
        return isPlain(answer) ? answer : replace(HIDDEN, answer, "\uFFFD");
    }

    /** JSON can say any character by its number, so that nothing is lost. */
    private static String escaped(String json) {
        if (isPlain(json)) {
            return json;
        }
        StringBuilder text = new StringBuilder(json.length());
        for (int at = 0, point; at < json.length(); at += Character.charCount(point)) {
            point = json.codePointAt(at);
            if (point < 0x7f || !isUnseen(point)) {
                text.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    text.append("\\u").append(HexFormat.of().toHexDigits(unit));
                }
            }
        }
        return text.toString();
    }

    /** The same characters as in the patterns: a report can be long, and a pattern takes its time for each of them. */
    private static boolean isUnseen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static String replace(Pattern pattern, String text, String replacement) {
        return pattern.matcher(text).replaceAll(replacement);
    }

    /** Most answers are, and need no more than this look. */
    private static boolean isPlain(String text) {
        return text.chars().allMatch(unit -> unit >= ' ' && unit < 0x7f || unit == '\n');
    }

    /** A text of the machine without what steers a terminal; its lines stay lines. */
    static String foreign(String text) {
        return isPlain(text) ? text : FOREIGN_IN_LINES.matcher(text).replaceAll("\uFFFD");
    }

    /** A text of the machine on one line, before anything is written around it. */
    static String line(String text) {
        return isPlain(text) && text.indexOf('\n') < 0
                ? text
                : FOREIGN.matcher(text).replaceAll("\uFFFD");
    }
}
