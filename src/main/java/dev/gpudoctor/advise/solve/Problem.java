package dev.gpudoctor.advise.solve;

import java.util.List;

/**
 * What is asked: components in the order of their importance, the rules between them, and the givens. A rule about a
 * component that there is not says nothing.
 */
public record Problem(List<Component> components, List<Constraint> constraints, List<Given> givens) {
    public Problem {
        List<String> names = components.stream().map(Component::name).toList();
        components = List.copyOf(components);
        constraints = constraints.stream()
                .filter(rule -> names.containsAll(rule.components()))
                .toList();
        givens = List.copyOf(givens);
    }

    /** The same question with other givens. */
    public Problem with(List<Given> others) {
        return new Problem(components, constraints, others);
    }

    /** The component of that name. */
    public Component component(String name) {
        return components.stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no component " + name));
    }
}
