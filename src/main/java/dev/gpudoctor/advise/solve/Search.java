package dev.gpudoctor.advise.solve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Depth-first search with forward checking and bounding. It is complete: what it does not find does not exist, and what it
 * puts first is the cheapest.
 */
public final class Search {
    private static final Fit[] FITS = Fit.values();
    private static final int SILENT = 1;

    private final Problem problem;
    private final int top;
    private final Function<Map<String, Choice>, Object> headline;
    private final Aim aim;
    private final int size;
    private final Cost.Layout layout;
    /** For each component the candidates still open, as indexes into its choices. */
    private final List<List<Integer>> domains = new ArrayList<>();

    private final List<Scoped> scoped = new ArrayList<>();
    /** For each component the rules that speak of it. */
    private final List<List<Scoped>> about = new ArrayList<>();

    private final Map<Object, Found> best = new HashMap<>();
    private final int[] chosen;
    private Optional<Found> worst = Optional.empty();

    /**
     * A constraint with its components as numbers, and what it said so far.
     *
     * @param judged per combination of choices zero if not asked yet, one if nothing was said, else the fit's place plus two
     */
    private record Scoped(Constraint constraint, int[] at, int[] sizes, byte[] judged) {}

    /** What is looked for. */
    private enum Aim {
        /** The cheapest that nothing forbids. */
        BEST,
        /** Any that nothing forbids. */
        ANY,
        /** The cheapest, forbidden links being the dearest cost. */
        NEAREST
    }

    private record Found(Cost cost, int[] chosen) {}

    private Search(Problem problem, int top, Function<Map<String, Choice>, Object> headline, Aim aim) {
        this.aim = aim;
        this.problem = problem;
        this.top = top;
        this.headline = headline;
        this.size = problem.components().size();
        this.layout = new Cost.Layout(problem.components());
        this.chosen = new int[size];
        Arrays.fill(chosen, -1);
        problem.components().forEach(component -> domains.add(admitted(component)));
        List<String> names = problem.components().stream().map(Component::name).toList();
        for (Constraint constraint : problem.constraints()) {
            int[] at = constraint.components().stream().mapToInt(names::indexOf).toArray();
            if (Arrays.stream(at).allMatch(index -> index >= 0)) {
                scoped.add(scoped(constraint, at));
            }
        }
        for (int i = 0; i < size; i++) {
            int component = i;
            about.add(scoped.stream()
                    .filter(rule -> Arrays.stream(rule.at()).anyMatch(index -> index == component))
                    .toList());
        }
    }

    /**
     * The cheapest solutions, cheapest first.
     *
     * @param top how many at most
     * @param headline what tells solutions apart: of those with an equal headline only the cheapest counts
     */
    public static List<Solution> best(Problem problem, int top, Function<Map<String, Choice>, Object> headline) {
        return new Search(problem, top, headline, Aim.BEST).run();
    }

    /** The cheapest solution. */
    public static Optional<Solution> best(Problem problem) {
        return best(problem, 1, choices -> "any").stream().findFirst();
    }

    /** The attempt that fails least: of all choices that the givens admit those with the fewest forbidden links. */
    public static Optional<Solution> nearest(Problem problem) {
        return new Search(problem, 1, choices -> "any", Aim.NEAREST)
                .run().stream().findFirst();
    }

    public static boolean isSolvable(Problem problem) {
        return !new Search(problem, 1, choices -> "any", Aim.ANY).run().isEmpty();
    }

    private Scoped scoped(Constraint constraint, int[] at) {
        int[] sizes = Arrays.stream(at)
                .map(index -> problem.components().get(index).choices().size())
                .toArray();
        return new Scoped(constraint, at, sizes, new byte[Arrays.stream(sizes).reduce(1, Math::multiplyExact)]);
    }

    private List<Integer> admitted(Component component) {
        List<Given> givens = problem.givens().stream()
                .filter(given -> given.component().equals(component.name()))
                .toList();
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < component.choices().size(); i++) {
            Choice choice = component.choices().get(i);
            if (givens.stream().allMatch(given -> given.admits().test(choice))) {
                open.add(i);
            }
        }
        return open;
    }

    private List<Solution> run() {
        descend(domains, layout.nothing());
        return best.values().stream()
                .sorted(Comparator.comparing(Found::cost))
                .map(found -> solution(found.chosen()))
                .toList();
    }

    private void descend(List<List<Integer>> open, int[] cost) {
        int next = nextComponent(open);
        if (next < 0) {
            keep(layout.cost(cost));
            return;
        }
        for (int candidate : open.get(next)) {
            if (aim == Aim.ANY && !best.isEmpty()) {
                return;
            }
            chosen[next] = candidate;
            int[] costs = cost.clone();
            if (pay(next, candidate, costs)) {
                List<List<Integer>> narrowed = narrow(open, next);
                if (!narrowed.isEmpty() && mayImprove(narrowed, costs)) {
                    descend(narrowed, costs);
                }
            }
            chosen[next] = -1;
        }
    }

    /** The component with the fewest candidates left. */
    private int nextComponent(List<List<Integer>> open) {
        int next = -1;
        for (int i = 0; i < size; i++) {
            if (chosen[i] < 0
                    && (next < 0 || open.get(i).size() < open.get(next).size())) {
                next = i;
            }
        }
        return next;
    }

    /** Adds what the choice costs; false when a rule forbids it. */
    private boolean pay(int component, int candidate, int[] costs) {
        addOwnCost(component, candidate, costs);
        for (Scoped rule : about.get(component)) {
            if (isComplete(rule)) {
                int said = judged(rule);
                if (isRefused(said)) {
                    return false;
                }
                if (said != SILENT) {
                    layout.addLink(costs, fit(said));
                }
            }
        }
        return true;
    }

    private boolean isRefused(int said) {
        return aim != Aim.NEAREST && said != SILENT && fit(said) == Fit.FORBIDDEN;
    }

    private static Fit fit(int said) {
        return FITS[said - SILENT - 1];
    }

    private void addOwnCost(int component, int candidate, int[] costs) {
        Component it = problem.components().get(component);
        layout.addChoice(
                costs, component, candidate, it.changes().test(it.choices().get(candidate)));
    }

    /** The candidates that no rule with one open component forbids; nothing when a component has none left. */
    private List<List<Integer>> narrow(List<List<Integer>> open, int justChosen) {
        List<List<Integer>> narrowed = new ArrayList<>(open);
        for (Scoped rule : about.get(justChosen)) {
            int last = openComponent(rule);
            if (last >= 0) {
                List<Integer> left = new ArrayList<>();
                for (int candidate : narrowed.get(last)) {
                    chosen[last] = candidate;
                    if (!isRefused(judged(rule))) {
                        left.add(candidate);
                    }
                }
                chosen[last] = -1;
                if (left.isEmpty()) {
                    return List.of();
                }
                narrowed.set(last, left);
            }
        }
        return narrowed;
    }

    /** Whether a completion could be cheaper than the worst that is kept: no open component costs less than its cheapest. */
    private boolean mayImprove(List<List<Integer>> open, int[] costs) {
        if (worst.isEmpty()) {
            return true;
        }
        int[] least = costs.clone();
        for (int i = 0; i < size; i++) {
            if (chosen[i] < 0) {
                addLeast(i, open.get(i), least);
            }
        }
        return layout.cost(least).compareTo(worst.get().cost()) < 0;
    }

    private void addLeast(int component, List<Integer> candidates, int[] least) {
        int[] minimum = layout.nothing();
        Arrays.fill(minimum, Integer.MAX_VALUE);
        for (int candidate : candidates) {
            chosen[component] = candidate;
            int[] own = layout.nothing();
            pay(component, candidate, own);
            for (int slot = 0; slot < layout.size(); slot++) {
                minimum[slot] = Math.min(minimum[slot], own[slot]);
            }
        }
        chosen[component] = -1;
        for (int slot = 0; slot < layout.size(); slot++) {
            least[slot] += minimum[slot];
        }
    }

    private void keep(Cost cost) {
        Found found = new Found(cost, chosen.clone());
        best.merge(headline.apply(choices(chosen)), found, (a, b) -> a.cost().compareTo(b.cost()) <= 0 ? a : b);
        if (best.size() > top) {
            Object dearest = best.entrySet().stream()
                    .max(Map.Entry.comparingByValue(Comparator.comparing(Found::cost)))
                    .orElseThrow()
                    .getKey();
            best.remove(dearest);
        }
        if (best.size() == top) {
            worst = best.values().stream().max(Comparator.comparing(Found::cost));
        }
    }

    private boolean isComplete(Scoped rule) {
        for (int index : rule.at()) {
            if (chosen[index] < 0) {
                return false;
            }
        }
        return true;
    }

    /** The one component of the rule that is still open, or -1. */
    private int openComponent(Scoped rule) {
        int open = -1;
        for (int index : rule.at()) {
            if (chosen[index] < 0) {
                if (open >= 0) {
                    return -1;
                }
                open = index;
            }
        }
        return open;
    }

    /** What the rule says of the present choices; it is asked once for each combination. */
    private int judged(Scoped rule) {
        int at = 0;
        for (int i = 0; i < rule.at().length; i++) {
            at = at * rule.sizes()[i] + chosen[rule.at()[i]];
        }
        if (rule.judged()[at] == 0) {
            rule.judged()[at] = (byte) judge(rule)
                    .map(link -> SILENT + 1 + link.fit().ordinal())
                    .orElse(SILENT)
                    .intValue();
        }
        return rule.judged()[at];
    }

    private Optional<Link> judge(Scoped rule) {
        return rule.constraint().judge(choicesOf(rule));
    }

    private List<Choice> choicesOf(Scoped rule) {
        return Arrays.stream(rule.at())
                .mapToObj(index -> problem.components().get(index).choices().get(chosen[index]))
                .toList();
    }

    private Map<String, Choice> choices(int[] indexes) {
        Map<String, Choice> choices = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            Component component = problem.components().get(i);
            choices.put(component.name(), component.choices().get(indexes[i]));
        }
        return choices;
    }

    private Solution solution(int[] indexes) {
        System.arraycopy(indexes, 0, chosen, 0, size);
        int[] cost = layout.nothing();
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            addOwnCost(i, indexes[i], cost);
        }
        for (Scoped rule : scoped) {
            Optional<Link> link = judge(rule);
            link.ifPresent(links::add);
            link.ifPresent(found -> layout.addLink(cost, found.fit()));
        }
        return new Solution(choices(indexes), links, layout.cost(cost));
    }
}
