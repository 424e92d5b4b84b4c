package dev.gpudoctor.advise.lint.file;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comment {@code # gpudoctor: ignore=ID reason}. On a line of its own it speaks for the next line that is not a
 * comment, at the end of a line for that line, and before everything else in the file for the whole file.
 *
 * @param line the comment's own line, from one
 * @param firstLine and {@code lastLine}: the lines it speaks for
 */
public record Suppression(String id, String reason, int line, int firstLine, int lastLine) {
    private static final Pattern COMMENT =
            Pattern.compile("(?<lead>.*?)#\\s*gpudoctor:\\s*ignore=(?<ids>[a-z0-9.,*-]+)(?:\\s+(?<reason>.*?))?\\s*");

    /** Whether this speaks for a finding at a line. */
    public boolean covers(String findingId, int findingLine) {
        return id.equals(findingId) && firstLine <= findingLine && findingLine <= lastLine;
    }

    static List<Suppression> read(String text) {
        List<Suppression> found = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        boolean onlyComments = true;
        for (int i = 0; i < lines.length; i++) {
            Matcher matcher = COMMENT.matcher(lines[i]);
            boolean comment = lines[i].strip().startsWith("#");
            if (matcher.matches() && (comment || Character.isWhitespace(lastOf(matcher.group("lead"))))) {
                int first = comment ? nextCode(lines, i) : i;
                boolean wholeFile = comment && onlyComments && lines[Math.min(i + 1, lines.length - 1)].isBlank();
                for (String id : matcher.group("ids").split(",")) {
                    String reason = matcher.group("reason") == null ? "" : matcher.group("reason");
                    found.add(new Suppression(
                            id,
                            reason,
                            i + 1,
                            wholeFile ? 1 : first + 1,
                            wholeFile ? lines.length : endOf(lines, first) + 1));
                }
            }
            onlyComments &= comment || lines[i].isBlank();
        }
        return List.copyOf(found);
    }

    private static char lastOf(String text) {
        return text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    }

    private static int nextCode(String[] lines, int from) {
        int at = from + 1;
        while (at < lines.length - 1
                && (lines[at].isBlank() || lines[at].strip().startsWith("#"))) {
            at++;
        }
        return Math.min(at, lines.length - 1);
    }

    /** The last line of an instruction that goes on behind a backslash. */
    private static int endOf(String[] lines, int from) {
        int at = from;
        while (at < lines.length - 1
                && (lines[at].stripTrailing().endsWith("\\")
                        || at > from && lines[at].strip().startsWith("#"))) {
            at++;
        }
        return at;
    }
}
