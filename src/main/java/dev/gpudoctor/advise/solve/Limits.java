package dev.gpudoctor.advise.solve;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a solution may cost at most.
 *
 * @param links how many links of a fit; any number where none is named
 * @param changes how many changes to what is there
 */
record Limits(Map<Fit, Integer> links, int changes) {
    static final int ANY = Integer.MAX_VALUE;

    /** Everything goes but what a rule forbids. */
    static final Limits NOTHING_FORBIDDEN = new Limits(Map.of(Fit.FORBIDDEN, 0), ANY);

    /** Everything goes. */
    static final Limits NONE = new Limits(Map.of(), ANY);

    int of(Fit fit) {
        return links.getOrDefault(fit, ANY);
    }

    Limits with(Fit fit, int most) {
        Map<Fit, Integer> others = new EnumMap<>(Fit.class);
        others.putAll(links);
        others.put(fit, most);
        return new Limits(others, changes);
    }

    Limits withChanges(int most) {
        return new Limits(links, most);
    }
}
