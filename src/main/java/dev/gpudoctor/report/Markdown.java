package dev.gpudoctor.report;

import dev.gpudoctor.finding.SourceLink;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Foreign text inside Markdown: it stays text, in the place where it was put. */
final class Markdown {
    private static final Pattern TICKS = Pattern.compile("`+");
    private static final Pattern SPECIAL = Pattern.compile("[\\\\*_`\\[\\]~|#!]");
    private static final Pattern STARTS_A_BLOCK = Pattern.compile("^(\\s*)([-+=]|\\d+(?=[.)](?:\\s|$)))");
    private static final int FENCE = 3;

    private Markdown() {}

    /** Text that Markdown and HTML take literally, on one line. */
    static String plain(String text) {
        String literal = SPECIAL.matcher(OutputFormat.line(text))
                .replaceAll("\\\\$0")
                .replace("](", "]\\(")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "&#64;");
        return STARTS_A_BLOCK.matcher(literal).replaceFirst(Markdown::literally);
    }

    private static String literally(MatchResult found) {
        String mark = found.group(2);
        return found.group(1) + (Character.isDigit(mark.charAt(0)) ? mark + "\\\\" : "\\\\" + mark);
    }

    /** Text in a cell of a table. */
    static String cell(String text) {
        return plain(text);
    }

    /** Text as code, within ticks that it cannot end. */
    static String code(String text) {
        String line = OutputFormat.line(text);
        String ticks = "`".repeat(longestRun(line) + 1);
        boolean touches = line.startsWith("`") || line.endsWith("`") || line.isBlank();
        return touches ? ticks + " " + line + " " + ticks : ticks + line + ticks;
    }

    /** Code in a cell of a table, which a bar would end even within ticks. */
    static String codeCell(String text) {
        return code(text).replace("|", "\\|");
    }

    /** A command in a block of its own, within a fence that it cannot end. */
    static String fenced(String language, String indent, String command) {
        String fence = "`".repeat(Math.max(FENCE, longestRun(command) + 1));
        return indent + fence + language + "\n" + indent + OutputFormat.line(command) + "\n" + indent + fence + "\n";
    }

    /** A link to a page of the web; what leads elsewhere, to a script say, is shown as text. */
    static String link(SourceLink source) {
        return source.url().startsWith("https://")
                ? "[" + plain(source.title()) + "](" + address(source.url()) + ")"
                : plain(source.title());
    }

    private static String address(String url) {
        return OutputFormat.line(url)
                .replace("(", "%28")
                .replace(")", "%29")
                .replace("\\", "%5C")
                .replace("<", "%3C")
                .replace(">", "%3E")
                .replace("\"", "%22")
                .replace("|", "%7C")
                .replace("`", "%60")
                .replace(" ", "%20");
    }

    private static int longestRun(String text) {
        return TICKS.matcher(text)
                .results()
                .mapToInt(run -> run.end() - run.start())
                .max()
                .orElse(0);
    }
}
