package dev.gpudoctor.advise.lint.shell;

import java.util.Arrays;
import java.util.List;

/**
 * Text that still knows where in its file every character stood. Joining continued lines and cutting out arguments keep
 * the places, so a finding deep inside a {@code RUN} points at the word itself.
 */
public final class Snippet {
    private final String text;
    private final int[] origins;
    private final int[] lineStarts;

    private Snippet(String text, int[] origins, int[] lineStarts) {
        this.text = text;
        this.origins = origins;
        this.lineStarts = lineStarts;
    }

    /** A whole file; carriage returns before a line feed are dropped. */
    public static Snippet ofFile(String file) {
        StringBuilder text = new StringBuilder(file.length());
        int[] origins = new int[file.length()];
        int[] lineStarts = new int[(int) file.chars().filter(c -> c == '\n').count() + 1];
        int line = 0;
        for (int i = 0; i < file.length(); i++) {
            char c = file.charAt(i);
            if (c == '\r' && i + 1 < file.length() && file.charAt(i + 1) == '\n') {
                continue;
            }
            if (c == '\n') {
                lineStarts[++line] = i + 1;
            }
            origins[text.length()] = i;
            text.append(c);
        }
        return new Snippet(text.toString(), Arrays.copyOf(origins, text.length()), lineStarts);
    }

    /** Text that an escape or a variable changed; every character answers with the place of the first. */
    public static Snippet at(String text, Place place) {
        int[] lineStarts = new int[place.line()];
        int[] origins = new int[text.length()];
        Arrays.fill(origins, place.column() - 1);
        for (int i = 0; i < lineStarts.length; i++) {
            lineStarts[i] = i - lineStarts.length + 1;
        }
        return new Snippet(text, origins, lineStarts);
    }

    /** A block of lines taken out of a file, its indentation removed, whose first line has that number. */
    public static Snippet ofBlock(String block, int firstLine) {
        Snippet alone = ofFile(block);
        int before = firstLine - 1;
        int[] lineStarts = new int[before + alone.lineStarts.length];
        for (int i = 0; i < before; i++) {
            lineStarts[i] = i - before;
        }
        System.arraycopy(alone.lineStarts, 0, lineStarts, before, alone.lineStarts.length);
        return new Snippet(alone.text, alone.origins, lineStarts);
    }

    public String text() {
        return text;
    }

    public int length() {
        return text.length();
    }

    public char charAt(int index) {
        return text.charAt(index);
    }

    public boolean isBlank() {
        return text.isBlank();
    }

    public Snippet cut(int from, int to) {
        return new Snippet(text.substring(from, to), Arrays.copyOfRange(origins, from, to), lineStarts);
    }

    public Snippet from(int start) {
        return cut(start, length());
    }

    public Snippet strip() {
        int start = 0;
        int end = length();
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return cut(start, end);
    }

    /** Several pieces of one file as one text. */
    public static Snippet join(List<Snippet> pieces) {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text));
        int[] origins = new int[text.length()];
        int at = 0;
        for (Snippet piece : pieces) {
            System.arraycopy(piece.origins, 0, origins, at, piece.length());
            at += piece.length();
        }
        return new Snippet(text.toString(), origins, pieces.get(0).lineStarts);
    }

    /** Where a character stood; an index at or behind the end answers with the last character. */
    public Place place(int index) {
        if (origins.length == 0) {
            return new Place(1, 1);
        }
        int offset = origins[Math.min(index, origins.length - 1)];
        int found = Arrays.binarySearch(lineStarts, offset);
        int line = found >= 0 ? found : -found - 2;
        return new Place(line + 1, offset - lineStarts[line] + 1);
    }

    public Place start() {
        return place(0);
    }

    @Override
    public String toString() {
        return text;
    }
}
