package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Choice;
import dev.gpudoctor.advise.solve.Constraint;
import dev.gpudoctor.advise.solve.Link;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A rule between parts of a stack. It says nothing where a part is not taken or not of the kind it judges. */
final class StackRule implements Constraint {
    private final List<String> components;
    private final Function<List<Part>, Optional<Link>> rule;

    StackRule(List<String> components, Function<List<Part>, Optional<Link>> rule) {
        this.components = List.copyOf(components);
        this.rule = rule;
    }

    @Override
    public List<String> components() {
        return components;
    }

    @Override
    public Optional<Link> judge(List<Choice> choices) {
        return rule.apply(choices.stream().map(Part.class::cast).toList()).map(link -> link.about(components));
    }

    static <A, B> StackRule between(
            String first, Class<A> a, String second, Class<B> b, BiFunction<A, B, Optional<Link>> rule) {
        return new StackRule(
                List.of(first, second),
                parts -> parts.get(0).as(a).flatMap(one -> parts.get(1).as(b).flatMap(two -> rule.apply(one, two))));
    }

    /** A rule between three kinds. */
    interface OfThree<A, B, C> {
        Optional<Link> judge(A a, B b, C c);
    }

    static <A, B, C> StackRule among(
            String first, Class<A> a, String second, Class<B> b, String third, Class<C> c, OfThree<A, B, C> rule) {
        return new StackRule(
                List.of(first, second, third), parts -> parts.get(0).as(a).flatMap(one -> parts.get(1)
                        .as(b)
                        .flatMap(two -> parts.get(2).as(c).flatMap(three -> rule.judge(one, two, three)))));
    }
}
