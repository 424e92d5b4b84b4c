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
            Pattern.compile("(?<lead>.*?)#\\s*gpudoctor:\\s*ignore=(?<ids>[a-z0-9.,*-]+)(?:\\s+(?<reason>.*))?");

    /** Whether this speaks for a finding at a line. */
    public boolean covers(String findingId, int findingLine) {
        return id.equals(findingId) && firstLine <= findingLine && findingLine <= lastLine;
    }

    static List<Suppression> read(String text) {
        List<Suppression> found = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        int[] nextCode = nextCode(lines);
        int[] lastContinued = lastContinued(lines);
        boolean onlyComments = true;
        for (int i = 0; i < lines.length; i++) {
            Matcher matcher = COMMENT.matcher(lines[i]);
            boolean comment = isComment(lines[i]);
            if (matcher.matches() && (comment || Character.isWhitespace(lastOf(matcher.group("lead"))))) {
                int first = comment ? nextCode[i] : i;
                boolean wholeFile = comment && onlyComments && lines[Math.min(i + 1, lines.length - 1)].isBlank();
                for (String id : matcher.group("ids").split(",")) {
                    String reason = matcher.group("reason") == null
                            ? ""
                            : matcher.group("reason").strip();
                    found.add(new Suppression(
                            id,
                            reason,
                            i + 1,
                            wholeFile ? 1 : first + 1,
                            wholeFile ? lines.length : endOf(lines, first, lastContinued) + 1));
                }
            }
            onlyComments &= comment || lines[i].isBlank();
        }
        return List.copyOf(found);
    }

    private static char lastOf(String text) {
        return text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    }

    /** For each line the next one that is neither blank nor a comment, or the last one. */
    private static int[] nextCode(String[] lines) {
        int last = lines.length - 1;
        int[] next = new int[lines.length];
        next[last] = last;
        for (int i = last - 1; i >= 0; i--) {
            boolean skipped = lines[i + 1].isBlank() || isComment(lines[i + 1]);
            next[i] = skipped ? next[i + 1] : i + 1;
        }
        return next;
    }

    /** For each line within an instruction the last line of that instruction, which goes on behind a backslash. */
    private static int[] lastContinued(String[] lines) {
        int last = lines.length - 1;
        int[] ends = new int[lines.length];
        ends[last] = last;
        for (int i = last - 1; i >= 0; i--) {
            ends[i] = isContinued(lines[i]) || isComment(lines[i]) ? ends[i + 1] : i;
        }
        return ends;
    }

    private static int endOf(String[] lines, int first, int[] lastContinued) {
        return first < lines.length - 1 && isContinued(lines[first]) ? lastContinued[first + 1] : first;
    }

    private static boolean isContinued(String line) {
        return line.stripTrailing().endsWith("\\");
    }

    private static boolean isComment(String line) {
        return line.strip().startsWith("#");
    }
}
