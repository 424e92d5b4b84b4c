package dev.gpudoctor.advise.lint.shell;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Variables and what is known of them. A variable may be known to exist without its value being known. */
public final class Variables {
    /** Characters that may be put in for the variables of one file. */
    private static final int MAX_EXPANSION = 1 << 20;

    private final Map<String, Optional<String>> values = new HashMap<>();
    private final Optional<Variables> base;
    private final Budget budget;

    /** Those of one file. */
    public Variables() {
        this(Optional.empty(), new Budget());
    }

    private Variables(Optional<Variables> base, Budget budget) {
        this.base = base;
        this.budget = budget;
    }

    /** Values that multiply: a variable that holds another one ten times, and so on. */
    public static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("its variables stand for more than " + MAX_EXPANSION + " characters");
        }
    }

    /** How much may still be put in; shared by all variables of a file. */
    private static final class Budget {
        private int left = MAX_EXPANSION;
    }

    /** The same variables to change apart from these, which must not change meanwhile. */
    public Variables copy() {
        return new Variables(Optional.of(this), budget);
    }

    /** Other variables of the same file. */
    public Variables fresh() {
        return new Variables(Optional.empty(), budget);
    }

    /**
     * A value that is put in for its variable.
     *
     * @throws TooLongException if all values together are longer than any file needs
     */
    String spend(String value) {
        budget.left -= value.length();
        if (budget.left < 0) {
            throw new TooLongException();
        }
        return value;
    }

    public void set(String name, String value) {
        values.put(name, Optional.of(value));
    }

    public void setUnknown(String name) {
        values.put(name, Optional.empty());
    }

    public void set(String name, Word value) {
        if (value.known()) {
            set(name, value.value());
        } else {
            setUnknown(name);
        }
    }

    public boolean isSet(String name) {
        return values.containsKey(name) || base.isPresent() && base.get().isSet(name);
    }

    public Optional<String> value(String name) {
        Optional<Optional<String>> own = Optional.ofNullable(values.get(name));
        return own.orElseGet(() -> base.flatMap(variables -> variables.value(name)));
    }
}
