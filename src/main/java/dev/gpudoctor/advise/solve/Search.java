package dev.gpudoctor.advise.solve;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds the best solutions of a problem. What makes one better than another is compared in this order: fewer links that
 * nobody vouches for, fewer links that are only tolerated, for each leading component the preferred choice, fewer changes
 * to what is there, fewer links within limits, then for each other component the preferred choice. Each is settled by
 * asking for a solution that is better still, until there is none.
 */
public final class Search {
    private final Problem problem;
    private final Network network;
    private final Map<Given, BitSet> admitted = new IdentityHashMap<>();
    private final List<int[]> witnesses = new ArrayList<>();

    public Search(Problem problem) {
        this.problem = problem;
        this.network = new Network(problem);
    }

    public Problem problem() {
        return problem;
    }

    /**
     * The best solutions, best first; of those whose leading choices have the same headings only the best.
     *
     * @param top how many at most
     */
    public List<Solution> best(int top) {
        Order order = order(List.of());
        int[][] open = new BacktrackingSearch(network, Limits.NOTHING_FORBIDDEN, List.of())
                .narrowed(open(problem.givens(), List.of()));
        List<int[]> found = new ArrayList<>();
        Optional<int[]> next = best(order, open, found);
        while (next.isPresent()) {
            found.add(next.get());
            next = found.size() < top ? best(order, open, found) : Optional.empty();
        }
        return found.stream().map(this::solution).toList();
    }

    /**
     * The best solution under other givens.
     *
     * @param preferred components that lead all others, in this order, each with its candidates in an order of its own
     */
    public Optional<Solution> best(List<Given> givens, List<Component> preferred) {
        return best(order(preferred), open(givens, preferred), List.of()).map(this::solution);
    }

    /** Whether the givens can all hold. What was found for others is tried first. */
    public boolean isSolvable(List<Given> givens) {
        int[][] open = open(givens, List.of());
        if (witnesses.stream().anyMatch(witness -> isAmong(witness, open))) {
            return true;
        }
        Optional<int[]> found = new BacktrackingSearch(network, Limits.NOTHING_FORBIDDEN, List.of()).any(open);
        found.ifPresent(witnesses::add);
        return found.isPresent();
    }

    private static boolean isAmong(int[] picked, int[][] open) {
        return IntStream.range(0, picked.length)
                .allMatch(component -> IntStream.of(open[component]).anyMatch(other -> other == picked[component]));
    }

    /** The attempt that fails least: of all choices that the givens admit those with the fewest forbidden links. */
    public Optional<Solution> nearest(List<Given> givens) {
        int[][] open = open(givens, List.of());
        Optional<int[]> any = new BacktrackingSearch(network, Limits.NONE, List.of()).any(open);
        return any.map(witness -> {
            Ascent ascent = new Ascent(open, Limits.NONE, List.of(), witness);
            ascent.fewest(Fit.FORBIDDEN);
            return solution(ascent.climb(order(List.of())));
        });
    }

    private Optional<int[]> best(Order order, int[][] open, List<int[]> taken) {
        return new BacktrackingSearch(network, Limits.NOTHING_FORBIDDEN, taken)
                .any(open)
                .map(witness -> new Ascent(open, Limits.NOTHING_FORBIDDEN, taken, witness).climb(order));
    }

    /** The components by their importance. */
    private record Order(int[] leading, int[] others) {}

    private Order order(List<Component> preferred) {
        List<String> names = problem.components().stream().map(Component::name).toList();
        int[] first = preferred.stream()
                .mapToInt(component -> names.indexOf(component.name()))
                .toArray();
        int[] rest = IntStream.range(0, network.size())
                .filter(index -> IntStream.of(first).noneMatch(other -> other == index))
                .toArray();
        return new Order(
                IntStream.concat(IntStream.of(first), IntStream.of(rest).filter(network::isLeading))
                        .toArray(),
                IntStream.of(rest).filter(index -> !network.isLeading(index)).toArray());
    }

    /** For each component the candidates that the givens admit, as places among its choices, the preferred first. */
    private int[][] open(List<Given> givens, List<Component> preferred) {
        int[][] open = new int[network.size()][];
        for (int i = 0; i < open.length; i++) {
            Component component = problem.components().get(i);
            List<BitSet> own = givens.stream()
                    .filter(given -> given.component().equals(component.name()))
                    .map(given -> admitted.computeIfAbsent(given, it -> admitted(it, component)))
                    .toList();
            IntStream order = preferred.stream()
                    .filter(other -> other.name().equals(component.name()))
                    .findFirst()
                    .map(other -> other.choices().stream().mapToInt(component.choices()::indexOf))
                    .orElseGet(() -> IntStream.range(0, component.choices().size()));
            open[i] = order.filter(candidate -> own.stream().allMatch(set -> set.get(candidate)))
                    .toArray();
        }
        return open;
    }

    private static BitSet admitted(Given given, Component component) {
        return IntStream.range(0, component.choices().size())
                .filter(candidate -> given.admits().test(component.choices().get(candidate)))
                .collect(BitSet::new, BitSet::set, BitSet::or);
    }

    /** Climbs from one solution to the best. */
    private final class Ascent {
        private final List<int[]> taken;
        private int[][] open;
        private Limits limits;
        private int[] witness;

        Ascent(int[][] open, Limits limits, List<int[]> taken, int[] witness) {
            this.open = open;
            this.limits = limits;
            this.taken = taken;
            this.witness = witness;
        }

        int[] climb(Order order) {
            fewest(Fit.UNKNOWN);
            fewest(Fit.TOLERATED);
            prefer(order.leading());
            fewestChanges();
            fewest(Fit.LIMITED);
            prefer(order.others());
            return witness;
        }

        void fewest(Fit fit) {
            int few = 0;
            while (few < count(fit) && !satisfied(limits.with(fit, few))) {
                few++;
            }
            settle(limits.with(fit, count(fit)));
        }

        private void settle(Limits settled) {
            limits = settled;
            open = new BacktrackingSearch(network, limits, taken).narrowed(open);
        }

        private void fewestChanges() {
            int few = 0;
            while (few < changes() && !satisfied(limits.withChanges(few))) {
                few++;
            }
            settle(limits.withChanges(changes()));
        }

        private boolean satisfied(Limits tighter) {
            Optional<int[]> found = new BacktrackingSearch(network, tighter, taken).any(open);
            found.ifPresent(better -> witness = better);
            return found.isPresent();
        }

        private void prefer(int[] components) {
            for (int component : components) {
                if (open[component][0] != witness[component]) {
                    new BacktrackingSearch(network, limits, taken)
                            .first(open, component)
                            .ifPresent(better -> witness = better);
                }
                if (open[component].length > 1) {
                    open[component] = new int[] {witness[component]};
                    settle(limits);
                }
            }
        }

        private int count(Fit fit) {
            return (int) network.rules().stream()
                    .filter(rule -> rule.fit(combination(rule, witness)) == fit)
                    .count();
        }

        private int changes() {
            return (int) IntStream.range(0, witness.length)
                    .filter(component -> network.isChange(component, witness[component]))
                    .count();
        }
    }

    private static int combination(Rule rule, int[] picked) {
        int combination = 0;
        for (int position = 0; position < rule.arity(); position++) {
            combination = rule.combined(combination, position, picked[rule.component(position)]);
        }
        return combination;
    }

    private Solution solution(int[] picked) {
        Map<String, Choice> choices = new LinkedHashMap<>();
        for (int i = 0; i < picked.length; i++) {
            Component component = problem.components().get(i);
            choices.put(component.name(), component.choices().get(picked[i]));
        }
        List<Link> links = problem.constraints().stream()
                .flatMap(rule ->
                        rule.judge(rule.components().stream().map(choices::get).toList()).stream())
                .toList();
        return new Solution(choices, links);
    }
}
