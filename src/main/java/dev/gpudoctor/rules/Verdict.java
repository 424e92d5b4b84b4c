package dev.gpudoctor.rules;

import java.util.Locale;

/** The answer in one word, by falling weight. */
public enum Verdict {
    /** An error was found. */
    UNHEALTHY,
    /** A rule of severity error applies and could not be decided. */
    UNDETERMINED,
    /** Warnings only. */
    DEGRADED,
    HEALTHY;

    /** The word used in reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
