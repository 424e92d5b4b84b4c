package dev.gpudoctor.advise.solve;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Looks for one solution within limits. After every step each rule strikes out the candidates that it leaves no partner,
 * and counts what can't be avoided any more; so most dead ends are seen before they are entered. It is complete: what it
 * does not find does not exist.
 */
final class BacktrackingSearch {
    private static final Fit[] FITS = Fit.values();
    private static final int NO_FIT = -1;

    private final Network network;
    private final Limits limits;
    /** Solutions whose headings may not come again. */
    private final List<int[]> taken;

    BacktrackingSearch(Network network, Limits limits, List<int[]> taken) {
        this.network = network;
        this.limits = limits;
        this.taken = taken;
    }

    /**
     * Any solution among the candidates that are open.
     *
     * @param open for each component its candidates, the preferred first
     */
    Optional<int[]> any(int[][] open) {
        return new Node(open).solution(this::smallest);
    }

    /** The solution whose candidate for one component comes first. */
    Optional<int[]> first(int[][] open, int component) {
        return new Node(open).solution(node -> node[component].length > 1 ? component : smallest(node));
    }

    /** The open component with the fewest candidates, or -1. */
    private int smallest(int[][] open) {
        int smallest = -1;
        for (int i = 0; i < open.length; i++) {
            if (open[i].length > 1 && (smallest < 0 || open[i].length < open[smallest].length)) {
                smallest = i;
            }
        }
        return smallest;
    }

    /** The candidates that rules and limits leave, where there is a solution. */
    int[][] narrowed(int[][] open) {
        Node node = new Node(open);
        node.narrow();
        return node.open;
    }

    /** Which component to decide next, or -1 when all are. */
    private interface Order {
        int next(int[][] open);
    }

    /** What is still open at one point of the search. */
    private final class Node {
        private final int[][] open;
        /** For each rule the fit that every combination left to it has. */
        private final int[] forced;
        /** How many rules force each fit. */
        private final int[] counts;

        private final boolean[] pending;

        Node(int[][] open) {
            this.open = open.clone();
            this.forced = new int[network.rules().size()];
            this.counts = new int[FITS.length];
            this.pending = new boolean[forced.length];
            Arrays.fill(forced, NO_FIT);
            Arrays.fill(pending, true);
        }

        private Node(Node parent, int component, int candidate) {
            this.open = parent.open.clone();
            this.forced = parent.forced.clone();
            this.counts = parent.counts.clone();
            this.pending = new boolean[forced.length];
            open(component, new int[] {candidate});
        }

        Optional<int[]> solution(Order order) {
            if (!narrow()) {
                return Optional.empty();
            }
            int next = order.next(open);
            if (next < 0) {
                return Optional.of(Arrays.stream(open).mapToInt(only -> only[0]).toArray());
            }
            for (int candidate : open[next]) {
                Optional<int[]> found = new Node(this, next, candidate).solution(order);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }

        private void open(int component, int[] left) {
            open[component] = left;
            for (int place : network.rulesAbout(component)) {
                pending[place] = true;
            }
        }

        /** Strikes out candidates until nothing changes; false when no solution is left. */
        private boolean narrow() {
            do {
                int place = cheapestPending();
                while (place >= 0) {
                    pending[place] = false;
                    if (!revise(place)) {
                        return false;
                    }
                    place = cheapestPending();
                }
                if (!keepChanges() || !leaveTaken()) {
                    return false;
                }
            } while (cheapestPending() >= 0);
            return Arrays.stream(open).noneMatch(left -> left.length == 0);
        }

        /** The waiting rule with the fewest combinations: what it strikes out the dearer ones need not look at. */
        private int cheapestPending() {
            int cheapest = -1;
            long least = Long.MAX_VALUE;
            for (int place = 0; place < pending.length; place++) {
                if (pending[place]) {
                    long combinations = combinations(network.rules().get(place));
                    if (combinations < least) {
                        cheapest = place;
                        least = combinations;
                    }
                }
            }
            return cheapest;
        }

        private long combinations(Rule rule) {
            long combinations = 1;
            for (int position = 0; position < rule.arity(); position++) {
                combinations *= open[rule.component(position)].length;
            }
            return combinations;
        }

        /** A rule with more than two open components waits: it would cost more than it strikes out. */
        private boolean revise(int place) {
            Rule rule = network.rules().get(place);
            if (undecided(rule) > 2) {
                return true;
            }
            boolean[] refused = refused(place);
            for (int position = 0; position < rule.arity(); position++) {
                int component = rule.component(position);
                int[] left = partnered(rule, position, refused);
                if (left.length == 0) {
                    return false;
                }
                if (left.length < open[component].length) {
                    open(component, left);
                    pending[place] = false;
                }
            }
            return force(place, onlyFit(rule, refused));
        }

        private int undecided(Rule rule) {
            int undecided = 0;
            for (int position = 0; position < rule.arity(); position++) {
                undecided += open[rule.component(position)].length > 1 ? 1 : 0;
            }
            return undecided;
        }

        private int[] partnered(Rule rule, int position, boolean[] refused) {
            int[] candidates = open[rule.component(position)];
            int[] left = new int[candidates.length];
            int count = 0;
            for (int candidate : candidates) {
                if (hasPartner(rule, position, candidate, 0, 0, refused)) {
                    left[count++] = candidate;
                }
            }
            return Arrays.copyOf(left, count);
        }

        /** The fits of which the limit is used up by other rules. */
        private boolean[] refused(int place) {
            boolean[] refused = new boolean[FITS.length];
            for (Fit fit : FITS) {
                int others = counts[fit.ordinal()] - (forced[place] == fit.ordinal() ? 1 : 0);
                refused[fit.ordinal()] = others >= limits.of(fit);
            }
            return refused;
        }

        private boolean hasPartner(
                Rule rule, int fixed, int candidate, int position, int combination, boolean[] refused) {
            if (position == rule.arity()) {
                return !refused[rule.fit(combination).ordinal()];
            }
            if (position == fixed) {
                return hasPartner(
                        rule, fixed, candidate, position + 1, rule.combined(combination, position, candidate), refused);
            }
            for (int partner : open[rule.component(position)]) {
                int next = rule.combined(combination, position, partner);
                if (hasPartner(rule, fixed, candidate, position + 1, next, refused)) {
                    return true;
                }
            }
            return false;
        }

        /** The one fit that all combinations left have, if it costs anything. */
        private int onlyFit(Rule rule, boolean[] refused) {
            int fits = fits(rule, 0, 0, refused, 0);
            return isFree(fits) ? NO_FIT : Integer.numberOfTrailingZeros(fits);
        }

        /** Whether no single fit that costs something is forced by these. */
        private boolean isFree(int fits) {
            return Integer.bitCount(fits) != 1 || fits == 1 << Fit.SUPPORTED.ordinal();
        }

        private int fits(Rule rule, int position, int combination, boolean[] refused, int seen) {
            if (position == rule.arity()) {
                int fit = rule.fit(combination).ordinal();
                return refused[fit] ? seen : seen | 1 << fit;
            }
            int fits = seen;
            for (int candidate : open[rule.component(position)]) {
                fits = fits(rule, position + 1, rule.combined(combination, position, candidate), refused, fits);
                if (fits != 0 && isFree(fits)) {
                    return fits;
                }
            }
            return fits;
        }

        /** Notes what can't be avoided any more; when that uses up a limit every rule has to look again. */
        private boolean force(int place, int fit) {
            if (fit == NO_FIT || fit == forced[place]) {
                return true;
            }
            forced[place] = fit;
            counts[fit]++;
            int limit = limits.of(FITS[fit]);
            if (counts[fit] == limit) {
                Arrays.fill(pending, true);
            }
            return counts[fit] <= limit;
        }

        private boolean keepChanges() {
            if (limits.changes() == Limits.ANY) {
                return true;
            }
            int needed = 0;
            for (int i = 0; i < open.length; i++) {
                needed += unchanged(i).length == 0 ? 1 : 0;
            }
            for (int i = 0; i < open.length && needed == limits.changes(); i++) {
                int[] unchanged = unchanged(i);
                if (unchanged.length > 0 && unchanged.length < open[i].length) {
                    open(i, unchanged);
                }
            }
            return needed <= limits.changes();
        }

        private int[] unchanged(int component) {
            return IntStream.of(open[component])
                    .filter(candidate -> !network.isChange(component, candidate))
                    .toArray();
        }

        /** Of the leading components at least one differs in its heading from each solution that is taken. */
        private boolean leaveTaken() {
            for (int[] solution : taken) {
                int free = -1;
                int ways = 0;
                for (int i = 0; i < open.length; i++) {
                    if (network.isLeading(i) && others(i, solution).length > 0) {
                        ways++;
                        free = i;
                    }
                }
                if (ways == 0) {
                    return false;
                }
                if (ways == 1 && others(free, solution).length < open[free].length) {
                    open(free, others(free, solution));
                }
            }
            return true;
        }

        private int[] others(int component, int[] solution) {
            int heading = network.heading(component, solution[component]);
            return IntStream.of(open[component])
                    .filter(candidate -> network.heading(component, candidate) != heading)
                    .toArray();
        }
    }
}
