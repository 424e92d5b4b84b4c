package dev.gpudoctor.advise.solve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the smallest set of givens that contradict each other. */
public final class Conflict {
    private Conflict() {}

    /**
     * The fewest givens that cannot all hold; giving up any one of them makes the rest of them solvable. Empty when the
     * rules alone leave no solution.
     *
     * @param problem one without a solution
     */
    public static List<Given> smallest(Problem problem) {
        List<Given> irreducible = irreducible(problem);
        for (int size = 0; size < irreducible.size(); size++) {
            Optional<List<Given>> smaller = subset(problem, size, 0, new ArrayList<>());
            if (smaller.isPresent()) {
                return smaller.get();
            }
        }
        return irreducible;
    }

    /** Drops givens one by one as long as the contradiction stays. */
    private static List<Given> irreducible(Problem problem) {
        List<Given> kept = new ArrayList<>(problem.givens());
        for (Given given : problem.givens()) {
            List<Given> without = new ArrayList<>(kept);
            without.remove(given);
            if (!Search.isSolvable(problem.with(without))) {
                kept = without;
            }
        }
        return List.copyOf(kept);
    }

    private static Optional<List<Given>> subset(Problem problem, int size, int from, List<Given> picked) {
        if (picked.size() == size) {
            return Search.isSolvable(problem.with(picked)) ? Optional.empty() : Optional.of(List.copyOf(picked));
        }
        for (int i = from; i < problem.givens().size(); i++) {
            picked.add(problem.givens().get(i));
            Optional<List<Given>> found = subset(problem, size, i + 1, picked);
            if (found.isPresent()) {
                return found;
            }
            picked.remove(picked.size() - 1);
        }
        return Optional.empty();
    }
}
