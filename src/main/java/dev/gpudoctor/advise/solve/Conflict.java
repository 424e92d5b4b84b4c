package dev.gpudoctor.advise.solve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the smallest set of givens that contradict each other. */
public final class Conflict {
    private final Search search;
    private final List<Given> givens;

    private Conflict(Search search) {
        this.search = search;
        this.givens = search.problem().givens();
    }

    /**
     * The fewest givens that cannot all hold; giving up any one of them makes the rest of them solvable. Empty when the
     * rules alone leave no solution.
     *
     * @param search of a problem without a solution
     */
    public static List<Given> smallest(Search search) {
        return new Conflict(search).smallest();
    }

    private List<Given> smallest() {
        List<Given> irreducible = irreducible();
        for (int size = 0; size < irreducible.size(); size++) {
            Optional<List<Given>> smaller = subset(size, 0, new ArrayList<>());
            if (smaller.isPresent()) {
                return smaller.get();
            }
        }
        return irreducible;
    }

    /** Drops givens one by one as long as the contradiction stays. */
    private List<Given> irreducible() {
        List<Given> kept = new ArrayList<>(givens);
        for (Given given : givens) {
            List<Given> without = new ArrayList<>(kept);
            without.remove(given);
            if (!search.isSolvable(without)) {
                kept = without;
            }
        }
        return List.copyOf(kept);
    }

    private Optional<List<Given>> subset(int size, int from, List<Given> picked) {
        if (picked.size() == size) {
            return search.isSolvable(picked) ? Optional.empty() : Optional.of(List.copyOf(picked));
        }
        for (int i = from; i < givens.size(); i++) {
            picked.add(givens.get(i));
            Optional<List<Given>> found = subset(size, i + 1, picked);
            if (found.isPresent()) {
                return found;
            }
            picked.remove(picked.size() - 1);
        }
        return Optional.empty();
    }
}
