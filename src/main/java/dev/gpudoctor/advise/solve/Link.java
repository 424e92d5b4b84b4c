package dev.gpudoctor.advise.solve;

import java.util.List;

/**
 * What a rule says of some choices.
 *
 * @param rule the rule's name
 * @param components the components it speaks of
 * @param reason the judgement as a sentence
 * @param sources ids of the documents it rests on
 */
public record Link(Fit fit, String rule, List<String> components, String reason, List<String> sources) {
    public Link {
        components = List.copyOf(components);
        sources = List.copyOf(sources);
    }
}
