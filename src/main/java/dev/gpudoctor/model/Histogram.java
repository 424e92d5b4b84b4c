package dev.gpudoctor.model;

import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/** Counted names, the most frequent first. */
public final class Histogram {
    private static final int SHOWN = 12;

    private Histogram() {}

    /** One line such as {@code Conv 53, Relu 49, ... 4 more}. */
    public static String text(Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return "none";
        }
        String shown = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN)
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return counts.size() > SHOWN ? shown + ", " + (counts.size() - SHOWN) + " more" : shown;
    }
}
