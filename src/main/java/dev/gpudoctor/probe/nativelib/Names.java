package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.CallResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The names that the vendor's header files give to codes and enumerations. */
final class Names {
    private final Properties names;

    private Names(Properties names) {
        this.names = names;
    }

    static Names load() {
        try (InputStream stream = Names.class.getResourceAsStream("names.properties")) {
            Properties names = new Properties();
            names.load(stream);
            return new Names(names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A return code.
     *
     * @param table {@code nvml}, {@code cuda} or {@code cudart}
     */
    CallResult result(String table, int code) {
        return new CallResult(code, names.getProperty(table + "." + code, ""));
    }

    /** The name of a value, or the value itself where the headers we know have none. */
    String value(String table, long value) {
        return names.getProperty(table + "." + value, Long.toString(value));
    }

    /** The names of the bits that are set. */
    List<String> bits(String table, long bits) {
        List<String> set = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((bits >>> bit & 1) == 1) {
                set.add(names.getProperty(table + "." + bit, "BIT_" + bit));
            }
        }
        return set;
    }
}
