package dev.gpudoctor.advise.lint.shell;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Reads one word with its quotes and variables, by the rules of a shell or of Dockerfile instructions. */
final class WordReader {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

    private final Snippet source;
    private final Variables variables;
    private final char escape;
    private final String ends;
    private final StringBuilder value = new StringBuilder();
    private final Set<String> named = new HashSet<>();
    private boolean known = true;
    private int at;

    /** @param ends characters that end a word where no quote protects them */
    WordReader(Snippet source, int start, Variables variables, char escape, String ends) {
        this.source = source;
        this.at = start;
        this.variables = variables;
        this.escape = escape;
        this.ends = ends;
    }

    int end() {
        return at;
    }

    Word read() {
        int start = at;
        while (at < source.length() && ends.indexOf(source.charAt(at)) < 0) {
            char c = source.charAt(at);
            if (c == '\'') {
                singleQuoted();
            } else if (c == '"') {
                doubleQuoted();
            } else if (c == escape) {
                escaped();
            } else {
                plain();
            }
        }
        return new Word(source.text().substring(start, at), value.toString(), known, named, source.place(start));
    }

    private void singleQuoted() {
        int close = source.text().indexOf('\'', at + 1);
        int end = close < 0 ? source.length() : close;
        value.append(source.text(), at + 1, end);
        at = Math.min(end + 1, source.length());
    }

    private void doubleQuoted() {
        at++;
        while (at < source.length() && source.charAt(at) != '"') {
            if (source.charAt(at) == escape && at + 1 < source.length()) {
                escaped();
            } else {
                plain();
            }
        }
        at = Math.min(at + 1, source.length());
    }

    private void escaped() {
        if (at + 1 < source.length() && source.charAt(at + 1) != '\n') {
            value.append(source.charAt(at + 1));
        }
        at = Math.min(at + 2, source.length());
    }

    private void plain() {
        char c = source.charAt(at);
        if (c == '$') {
            dollar();
        } else if (c == '`') {
            int close = source.text().indexOf('`', at + 1);
            at = close < 0 ? source.length() : close + 1;
            known = false;
        } else {
            value.append(c);
            at++;
        }
    }

    private void dollar() {
        char next = at + 1 < source.length() ? source.charAt(at + 1) : ' ';
        if (next == '(') {
            at = matching('(', ')', at + 1);
            known = false;
        } else if (next == '{') {
            int end = matching('{', '}', at + 1);
            braced(source.text().substring(at + 2, Math.max(at + 2, end - 1)));
            at = end;
        } else if (Character.isLetter(next) || next == '_') {
            int end = at + 1;
            while (end < source.length()
                    && (Character.isLetterOrDigit(source.charAt(end)) || source.charAt(end) == '_')) {
                end++;
            }
            substitute(source.text().substring(at + 1, end), Optional.empty());
            at = end;
        } else {
            known = known && (next == ' ' || ends.indexOf(next) >= 0);
            value.append('$');
            at++;
        }
    }

    private void braced(String inside) {
        int end = 0;
        while (end < inside.length() && (Character.isLetterOrDigit(inside.charAt(end)) || inside.charAt(end) == '_')) {
            end++;
        }
        String name = inside.substring(0, end);
        String rest = inside.substring(end);
        if (!name.matches(NAME)) {
            known = false;
        } else if (rest.isEmpty()) {
            substitute(name, Optional.empty());
        } else if (rest.startsWith(":-") || rest.startsWith("-")) {
            substitute(name, Optional.of(rest.substring(rest.indexOf('-') + 1)));
        } else if (rest.startsWith(":+") || rest.startsWith("+")) {
            alternative(name, rest.substring(rest.indexOf('+') + 1));
        } else {
            named.add(name);
            known = false;
        }
    }

    private void substitute(String name, Optional<String> fallback) {
        named.add(name);
        Optional<String> set = variables.value(name).filter(text -> !text.isEmpty() || fallback.isEmpty());
        Optional<String> found = set.isPresent()
                        || variables.isSet(name) && variables.value(name).isEmpty()
                ? set
                : fallback;
        if (found.isPresent() && found.get().indexOf('$') < 0) {
            value.append(variables.spend(found.get()));
        } else {
            known = false;
        }
    }

    /** {@code ${X:+word}}: the word if X is set, else nothing; whether X is set is only known when its value is. */
    private void alternative(String name, String word) {
        named.add(name);
        if (variables.value(name).filter(text -> !text.isEmpty()).isPresent() && word.indexOf('$') < 0) {
            value.append(word);
        } else {
            known = false;
        }
    }

    private int matching(char open, char close, int start) {
        int depth = 0;
        for (int i = start; i < source.length(); i++) {
            if (source.charAt(i) == open) {
                depth++;
            } else if (source.charAt(i) == close && --depth == 0) {
                return i + 1;
            }
        }
        return source.length();
    }
}
