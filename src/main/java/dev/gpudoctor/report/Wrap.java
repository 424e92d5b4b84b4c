package dev.gpudoctor.report;

import java.util.ArrayList;
import java.util.List;

/** Breaks text at spaces so that lines fit a width. */
final class Wrap {
    private Wrap() {}

    /** The text in lines of at most that many characters; a longer word stands alone. */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        if (line.length() > 0) {
            lines.add(line.toString());
        }
        return lines;
    }
}
