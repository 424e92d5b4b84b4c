package dev.gpudoctor.log;

import java.util.Map;

/**
 * A message that was found in a log.
 *
 * @param message the message
 * @param values what its captures and derivations say
 * @param line the first line that says so
 * @param lines how many lines say the same
 */
public record LogFact(LogMessage message, Map<String, String> values, LogLine line, long lines) {
    public LogFact {
        values = Map.copyOf(values);
    }

    LogFact again() {
        return new LogFact(message, values, line, lines + 1);
    }
}
