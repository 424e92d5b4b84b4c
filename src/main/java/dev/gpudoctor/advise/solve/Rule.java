package dev.gpudoctor.advise.solve;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A constraint with numbers for its components and candidates. It remembers what it said of each combination. */
final class Rule {
    private static final Fit[] FITS = Fit.values();
    private static final byte NOT_ASKED = 0;

    private final Constraint constraint;
    private final int[] at;
    private final List<List<Choice>> choices;
    private final byte[] said;

    Rule(Constraint constraint, List<Component> components) {
        List<String> names = components.stream().map(Component::name).toList();
        this.constraint = constraint;
        this.at = constraint.components().stream().mapToInt(names::indexOf).toArray();
        this.choices = IntStream.of(at)
                .mapToObj(index -> components.get(index).choices())
                .toList();
        this.said = new byte[choices.stream().mapToInt(List::size).reduce(1, Math::multiplyExact)];
    }

    Constraint constraint() {
        return constraint;
    }

    int arity() {
        return at.length;
    }

    /** The component that its constraint names at this position. */
    int component(int position) {
        return at[position];
    }

    boolean isAbout(int component) {
        return IntStream.of(at).anyMatch(index -> index == component);
    }

    /** The number of a combination, one candidate more taken into it. */
    int combined(int combination, int position, int candidate) {
        return combination * choices.get(position).size() + candidate;
    }

    /** How well a combination fits; having nothing to say counts as supported. */
    Fit fit(int combination) {
        if (said[combination] == NOT_ASKED) {
            Fit fit = constraint.judge(choicesOf(combination)).map(Link::fit).orElse(Fit.SUPPORTED);
            said[combination] = (byte) (fit.ordinal() + 1);
        }
        return FITS[said[combination] - 1];
    }

    private List<Choice> choicesOf(int combination) {
        Choice[] picked = new Choice[at.length];
        int rest = combination;
        for (int position = at.length - 1; position >= 0; position--) {
            List<Choice> candidates = choices.get(position);
            picked[position] = candidates.get(rest % candidates.size());
            rest /= candidates.size();
        }
        return Arrays.asList(picked);
    }
}
