package dev.gpudoctor.probe.format;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers that a C header defines by macros, also where one macro stands for another. */
public final class CHeader {
    private static final Pattern DEFINE =
            Pattern.compile("^[ \\t]*#[ \\t]*define[ \\t]+(\\w{1,80})[ \\t]+\\(?(\\w{1,80})\\)?", Pattern.MULTILINE);
    private static final int MAX_STEPS = 8;

    private final Map<String, String> macros = new HashMap<>();

    public CHeader(String text) {
        Matcher matcher = DEFINE.matcher(text);
        while (matcher.find()) {
            macros.putIfAbsent(matcher.group(1), matcher.group(2));
        }
    }

    /** The number a macro ends in. */
    public OptionalInt number(String macro) {
        String value = macro;
        for (int i = 0; i < MAX_STEPS && macros.containsKey(value); i++) {
            value = macros.get(value);
        }
        return value.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(value)) : OptionalInt.empty();
    }
}
