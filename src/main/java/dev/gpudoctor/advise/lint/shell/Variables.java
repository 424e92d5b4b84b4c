package dev.gpudoctor.advise.lint.shell;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Variables and what is known of them. A variable may be known to exist without its value being known. */
public final class Variables {
    private final Map<String, Optional<String>> values;

    public Variables() {
        this(Map.of());
    }

    private Variables(Map<String, Optional<String>> values) {
        this.values = new HashMap<>(values);
    }

    public Variables copy() {
        return new Variables(values);
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
        return values.containsKey(name);
    }

    public Optional<String> value(String name) {
        return values.getOrDefault(name, Optional.empty());
    }
}
