package dev.gpudoctor.finding;

import java.util.Locale;

/** How bad a condition is. */
public enum Severity {
    INFO,
    WARNING,
    ERROR;

    /** The word used in reports: {@code error}, {@code warning}, {@code info}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The worse of the two. */
    public Severity atLeast(Severity floor) {
        return compareTo(floor) >= 0 ? this : floor;
    }

    /** The milder of the two. */
    public Severity atMost(Severity limit) {
        return compareTo(limit) <= 0 ? this : limit;
    }
}
