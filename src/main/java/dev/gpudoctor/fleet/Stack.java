package dev.gpudoctor.fleet;

import dev.gpudoctor.machine.Machine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one node has, fact by fact. A fact that is neither known nor unknown is not there.
 *
 * @param known facts with their values
 * @param unknown facts that could not be read
 * @param unread parts of which no fact could be read
 */
public record Stack(SortedMap<Fact, String> known, SortedSet<Fact> unknown, SortedSet<Part> unread) {
    public Stack {
        known = Collections.unmodifiableSortedMap(new TreeMap<>(known));
        unknown = Collections.unmodifiableSortedSet(new TreeSet<>(unknown));
        unread = Collections.unmodifiableSortedSet(new TreeSet<>(unread));
    }

    /** What that machine has. */
    public static Stack of(Machine machine) {
        return StackReader.of(machine);
    }

    /** The same stack as far as those parts go. */
    Stack of(Set<Part> parts) {
        SortedMap<Fact, String> some = new TreeMap<>(known);
        some.keySet().removeIf(fact -> !parts.contains(fact.part()));
        SortedSet<Fact> open = new TreeSet<>(unknown);
        open.removeIf(fact -> !parts.contains(fact.part()));
        SortedSet<Part> closed = new TreeSet<>(unread);
        closed.retainAll(parts);
        return new Stack(some, open, closed);
    }

    /** Where this stack is otherwise than that one; what one of them does not know is no difference. */
    List<Difference> differences(Stack other) {
        List<Difference> differences = new ArrayList<>();
        for (Fact fact : union(known.keySet(), other.known.keySet())) {
            Optional<String> here = Optional.ofNullable(known.get(fact));
            Optional<String> there = Optional.ofNullable(other.known.get(fact));
            if (!here.equals(there) && !isUnknown(fact) && !other.isUnknown(fact) && !followsFromAnother(fact, other)) {
                differences.add(new Difference(fact, here, there));
            }
        }
        return differences;
    }

    /** Facts that one of the two has and the other could not read. */
    List<Fact> undecided(Stack other) {
        return union(known.keySet(), other.known.keySet()).stream()
                .filter(fact -> isUnknown(fact) || other.isUnknown(fact))
                .toList();
    }

    /** What is known here of the facts that the other one knows, or knows not to have. */
    Set<Map.Entry<Fact, String>> agreeing(Stack other) {
        return known.entrySet().stream()
                .filter(fact -> !other.isUnknown(fact.getKey()))
                .map(fact -> Map.entry(fact.getKey(), fact.getValue()))
                .collect(Collectors.toSet());
    }

    /** What is not known of it. */
    Set<Object> gaps() {
        Set<Object> gaps = new HashSet<>(unknown);
        gaps.addAll(unread);
        return gaps;
    }

    private boolean isUnknown(Fact fact) {
        return unread.contains(fact.part())
                || unknown.contains(fact)
                || !fact.within().isEmpty() && unknown.contains(new Fact(fact.part(), fact.within()));
    }

    /** What belongs to an environment that only one of the two has is told with the environment. */
    private boolean followsFromAnother(Fact fact, Stack other) {
        if (fact.within().isEmpty()) {
            return false;
        }
        Fact whole = new Fact(fact.part(), fact.within());
        return known.containsKey(whole) != other.known.containsKey(whole);
    }

    private static SortedSet<Fact> union(Collection<Fact> one, Collection<Fact> other) {
        SortedSet<Fact> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }
}
