package dev.gpudoctor.advise.lint.shell;

import java.util.ArrayList;
import java.util.List;

/** Splits the arguments of an instruction that no shell reads, such as {@code ENV} and {@code COPY}. */
public final class Words {
    private static final String BLANK = " \t\n\r";

    private Words() {}

    public static List<Word> split(Snippet text, Variables variables, char escape) {
        List<Word> words = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (BLANK.indexOf(text.charAt(at)) >= 0) {
                at++;
                continue;
            }
            WordReader reader = new WordReader(text, at, variables, escape, BLANK);
            words.add(reader.read());
            at = reader.end();
        }
        return words;
    }

    /** The whole text as one word, blanks included. */
    public static Word single(Snippet text, Variables variables, char escape) {
        return new WordReader(text, 0, variables, escape, "").read();
    }
}
