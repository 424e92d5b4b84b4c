package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Choice;
import dev.gpudoctor.advise.solve.Component;
import dev.gpudoctor.advise.solve.Constraint;
import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.advise.solve.Problem;
import dev.gpudoctor.matrix.Matrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the rules behind {@code suggest} say of single parts, without a search: no stack is offered that one of them
 * forbids.
 */
public final class StackLinks {
    private final Problem problem;
    private final Map<String, Map<Object, Choice>> choices = new HashMap<>();

    private StackLinks(Problem problem) {
        this.problem = problem;
        for (Component component : problem.components()) {
            Map<Object, Choice> byValue = new IdentityHashMap<>();
            component.choices().forEach(choice -> ((Part) choice)
                    .as(Object.class)
                    .ifPresent(value -> byValue.putIfAbsent(value, choice)));
            choices.put(component.name(), byValue);
        }
    }

    /** The rules of a question. */
    public static StackLinks of(Matrix matrix, String... texts) throws WishException {
        List<Wish> wishes = new ArrayList<>();
        for (String text : texts) {
            wishes.add(Wish.parse(text));
        }
        return new StackLinks(StackProblem.of(wishes, Target.of(wishes, KnownMachine.UNKNOWN, matrix), matrix));
    }

    /** The candidates of a component that are of that kind. */
    public <T> List<T> candidates(String component, Class<T> kind) {
        return problem.component(component).choices().stream()
                .flatMap(choice -> ((Part) choice).as(kind).stream())
                .toList();
    }

    /**
     * How candidates go together by the rule of that name.
     *
     * @param namesAndValues components and their candidates, in turn
     * @return nothing where the rule has nothing to say
     */
    public Optional<Fit> fit(String rule, Object... namesAndValues) {
        Map<String, Choice> taken = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Map<Object, Choice> candidates = choices.getOrDefault((String) namesAndValues[i], Map.of());
            if (!candidates.containsKey(namesAndValues[i + 1])) {
                throw new IllegalArgumentException(namesAndValues[i + 1] + " is not a candidate");
            }
            taken.put((String) namesAndValues[i], candidates.get(namesAndValues[i + 1]));
        }
        for (Constraint constraint : problem.constraints()) {
            if (taken.keySet().containsAll(constraint.components())) {
                Optional<Link> link = constraint
                        .judge(constraint.components().stream().map(taken::get).toList())
                        .filter(found -> found.rule().equals(rule));
                if (link.isPresent()) {
                    return link.map(Link::fit);
                }
            }
        }
        return Optional.empty();
    }
}
