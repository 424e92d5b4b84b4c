package dev.gpudoctor.advise.solve;

import java.util.List;

/**
 * What is asked: components in the order of their importance, the rules between them, and the givens.
 */
public record Problem(List<Component> components, List<Constraint> constraints, List<Given> givens) {
    public Problem {
        components = List.copyOf(components);
        constraints = List.copyOf(constraints);
        givens = List.copyOf(givens);
    }

    /** The same question with other givens. */
    public Problem with(List<Given> others) {
        return new Problem(components, constraints, others);
    }

    /** The same question, one component first in importance and with its candidates in another order. */
    public Problem preferring(Component component) {
        List<Component> reordered = new java.util.ArrayList<>(components);
        reordered.removeIf(other -> other.name().equals(component.name()));
        reordered.add(0, component);
        return new Problem(reordered, constraints, givens);
    }

    /** The component of that name. */
    public Component component(String name) {
        return components.stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no component " + name));
    }
}
