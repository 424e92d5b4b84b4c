package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Place;
import java.util.List;
import java.util.Map;

/**
 * Something wrong at a place.
 *
 * @param id the catalogue's condition
 * @param values texts for the condition's templates
 * @param sources matrix sources that the judgement rests on
 */
public record Issue(String id, Place place, Map<String, String> values, List<String> sources) {
    public Issue {
        values = Map.copyOf(values);
        sources = List.copyOf(sources);
    }
}
