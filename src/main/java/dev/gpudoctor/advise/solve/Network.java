package dev.gpudoctor.advise.solve;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A problem in numbers. All searches for it share what its rules said. */
final class Network {
    private final List<Component> components;
    private final List<Rule> rules;
    /** For each component the places of the rules that speak of it. */
    private final List<int[]> about = new ArrayList<>();
    /** For each component and candidate the first candidate of the same heading. */
    private final List<int[]> headings = new ArrayList<>();

    private final List<boolean[]> changes = new ArrayList<>();

    Network(Problem problem) {
        components = problem.components();
        rules = problem.constraints().stream()
                .map(constraint -> new Rule(constraint, components))
                .toList();
        for (int i = 0; i < components.size(); i++) {
            int component = i;
            List<Choice> choices = components.get(i).choices();
            List<Object> all = choices.stream().map(Choice::heading).toList();
            about.add(IntStream.range(0, rules.size())
                    .filter(place -> rules.get(place).isAbout(component))
                    .toArray());
            headings.add(all.stream().mapToInt(all::indexOf).toArray());
            boolean[] changing = new boolean[choices.size()];
            for (int candidate = 0; candidate < changing.length; candidate++) {
                changing[candidate] = components.get(i).changes().test(choices.get(candidate));
            }
            changes.add(changing);
        }
    }

    int size() {
        return components.size();
    }

    List<Rule> rules() {
        return rules;
    }

    int[] rulesAbout(int component) {
        return about.get(component);
    }

    boolean isLeading(int component) {
        return components.get(component).leading();
    }

    boolean isChange(int component, int candidate) {
        return changes.get(component)[candidate];
    }

    int heading(int component, int candidate) {
        return headings.get(component)[candidate];
    }
}
