package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Link;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole stack.
 *
 * @param parts by component; what is not taken is left out
 * @param links what rules say of the parts
 * @param changes the components that differ from what is here
 * @param install how to get it
 */
public record Stack(Map<String, Part> parts, List<Link> links, List<String> changes, Installation install) {
    public Stack {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        links = List.copyOf(links);
        changes = List.copyOf(changes);
    }

    /** The part of a component, as that kind of row. */
    public <T> Optional<T> part(String component, Class<T> kind) {
        return Optional.ofNullable(parts.get(component)).flatMap(part -> part.as(kind));
    }

    /** How well the weakest link holds. */
    public Fit weakest() {
        return links.stream().map(Link::fit).max(Enum::compareTo).orElse(Fit.SUPPORTED);
    }
}
