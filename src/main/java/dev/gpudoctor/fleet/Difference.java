package dev.gpudoctor.fleet;

import java.util.Optional;

/**
 * A fact that nodes have otherwise than what they are compared with.
 *
 * @param fact what it is
 * @param here its value on these nodes; empty where they have none
 * @param there its value on what they are compared with; empty where that has none
 */
public record Difference(Fact fact, Optional<String> here, Optional<String> there) {
    /** The difference in words, such as {@code driver 570.133.20 instead of 580.82.07}. */
    public String sentence() {
        if (here.isEmpty()) {
            return "no " + fact.name() + " instead of " + there.orElse("");
        }
        return fact.name() + " " + here.get()
                + there.map(other -> " instead of " + other).orElse(" in addition");
    }
}
