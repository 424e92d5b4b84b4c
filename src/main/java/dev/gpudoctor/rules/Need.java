package dev.gpudoctor.rules;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A fact that a rule can't do without.
 *
 * @param <S> the subject it belongs to
 * @param <T> the fact's type
 * @param name what it is called when it is missing
 * @param read where it stands
 * @param orAbsent whether its absence is something the rule judges
 * @param hiddenBy ids of conditions that explain why the fact can't be read
 */
public record Need<S, T>(
        String name, BiFunction<Machine, S, Observed<T>> read, boolean orAbsent, List<String> hiddenBy) {
    public Need {
        hiddenBy = List.copyOf(hiddenBy);
    }

    /** A fact of the subject. */
    public static <S, T> Need<S, T> of(String name, Function<S, Observed<T>> read) {
        return new Need<>(name, (machine, subject) -> read.apply(subject), false, List.of());
    }

    /** A fact of the machine, whatever the subject. */
    public static <T> Need<Object, T> ofMachine(String name, Function<Machine, Observed<T>> read) {
        return new Need<>(name, (machine, subject) -> read.apply(machine), false, List.of());
    }

    /** The same fact for a rule that judges its absence too. */
    public Need<S, T> orAbsence() {
        return new Need<>(name, read, true, hiddenBy);
    }

    /** The same fact, which those conditions keep from being read. */
    public Need<S, T> hiddenBy(List<String> conditions) {
        return new Need<>(name, read, orAbsent, conditions);
    }
}
