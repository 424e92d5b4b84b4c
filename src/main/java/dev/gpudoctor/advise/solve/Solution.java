package dev.gpudoctor.advise.solve;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One choice per component that no rule forbids.
 *
 * @param choices by component, in the problem's order
 * @param links what the rules say of them
 */
public record Solution(Map<String, Choice> choices, List<Link> links) {
    public Solution {
        choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
        links = List.copyOf(links);
    }

    public long count(Fit fit) {
        return links.stream().filter(link -> link.fit() == fit).count();
    }
}
