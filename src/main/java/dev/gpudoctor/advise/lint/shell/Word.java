package dev.gpudoctor.advise.lint.shell;

import java.util.Set;

/**
 * One word of an instruction or a command.
 *
 * @param raw as it stands in the file
 * @param value with quotes removed and known variables put in
 * @param known whether {@code value} is all of it; false when a part is only known at build time
 * @param variables the variables it names
 * @param place where it begins
 */
public record Word(String raw, String value, boolean known, Set<String> variables, Place place) {
    public Word {
        variables = Set.copyOf(variables);
    }

    public boolean is(String text) {
        return known && value.equals(text);
    }

    public boolean startsWith(String prefix) {
        return value.startsWith(prefix);
    }

    /** What follows the first {@code =}, empty when there is none. */
    public String afterEquals() {
        int at = value.indexOf('=');
        return at < 0 ? "" : value.substring(at + 1);
    }

    @Override
    public String toString() {
        return raw;
    }
}
