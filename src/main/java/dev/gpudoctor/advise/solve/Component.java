package dev.gpudoctor.advise.solve;

import java.util.List;
import java.util.function.Predicate;

/**
 * Something to be chosen.
 *
 * @param choices the candidates, the preferred one first
 * @param changes whether taking a candidate means a change to what is there
 * @param leading whether a better choice here outranks having fewer changes
 */
public record Component(String name, List<Choice> choices, Predicate<Choice> changes, boolean leading) {
    public Component {
        choices = List.copyOf(choices);
    }

    /** The same component, with the candidates in another order of preference. */
    public Component ordered(List<Choice> others) {
        return new Component(name, others, changes, leading);
    }
}
