package dev.gpudoctor.probe.format;

import java.util.LinkedHashMap;
import java.util.Map;

/** Lines of a key, a separator and a value, as {@code os-release} and the kernel's status files have them. */
public final class KeyValues {
    private KeyValues() {}

    /**
     * Reads lines such as {@code ID="ubuntu"}; quotes around a value are taken off, comments left out, and the first
     * value of a key counts.
     */
    public static Map<String, String> read(String text, char separator) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : text.split("\n")) {
            int at = line.indexOf(separator);
            if (at > 0 && !line.startsWith("#")) {
                values.putIfAbsent(
                        line.substring(0, at).strip(),
                        unquoted(line.substring(at + 1).strip()));
            }
        }
        return values;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2
                && (value.startsWith("\"") && value.endsWith("\"") || value.startsWith("'") && value.endsWith("'"));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
