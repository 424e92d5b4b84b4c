package dev.gpudoctor.advise.solve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search and the smallest conflict against brute force on generated problems. */
class SolverPropertyTest {
    private static final int PROBLEMS = 600;

    private record Number(int value) implements Choice {
        @Override
        public String label() {
            return Integer.toString(value);
        }

        @Override
        public Object heading() {
            return value / 2;
        }
    }

    /** A rule whose answers are a table drawn by chance. */
    private record Table(List<String> components, long seed, int forbidden) implements Constraint {
        @Override
        public Optional<Link> judge(List<Choice> choices) {
            long hash = seed;
            for (Choice choice : choices) {
                hash = hash * 1_000_003 + ((Number) choice).value();
            }
            int draw = new Random(hash).nextInt(100);
            if (draw < forbidden) {
                return Optional.of(link(Fit.FORBIDDEN));
            }
            return switch (draw % 5) {
                case 0 -> Optional.of(link(Fit.SUPPORTED));
                case 1 -> Optional.of(link(Fit.TOLERATED));
                case 2 -> Optional.of(link(Fit.UNKNOWN));
                case 3 -> Optional.of(link(Fit.LIMITED));
                default -> Optional.empty();
            };
        }

        private Link link(Fit fit) {
            return new Link(fit, String.join("-", components), components, () -> "by chance", List.of());
        }
    }

    private static Problem problem(Random random) {
        int size = 2 + random.nextInt(4);
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<Choice> choices = new ArrayList<>();
            IntStream.range(0, 1 + random.nextInt(5)).forEach(value -> choices.add(new Number(value)));
            int here = random.nextInt(6);
            components.add(
                    new Component("c" + i, choices, choice -> ((Number) choice).value() != here, random.nextBoolean()));
        }
        List<Constraint> constraints = new ArrayList<>();
        int rules = random.nextInt(2 * size);
        for (int i = 0; i < rules; i++) {
            List<String> scope = random.ints(0, size)
                    .distinct()
                    .limit(Math.min(size, 1 + random.nextInt(3)))
                    .mapToObj(index -> "c" + index)
                    .toList();
            constraints.add(new Table(scope, random.nextLong(), 10 + random.nextInt(60)));
        }
        List<Given> givens = new ArrayList<>();
        int wishes = random.nextInt(6);
        for (int i = 0; i < wishes; i++) {
            int bound = random.nextInt(5);
            boolean below = random.nextBoolean();
            givens.add(new Given(
                    (below ? "<=" : ">=") + bound + " #" + i,
                    "c" + random.nextInt(size),
                    choice -> below ? ((Number) choice).value() <= bound : ((Number) choice).value() >= bound,
                    random.nextBoolean()));
        }
        return new Problem(components, constraints, givens);
    }

    /** A whole assignment, ranked by what its cost is defined to be, computed without the code under test. */
    private record Ranked(Map<String, Choice> choices, List<Link> links, List<Integer> rank) {}

    /** Every assignment that no rule and no given forbids, cheapest first. */
    private static List<Ranked> bruteForce(Problem problem) {
        List<Ranked> found = new ArrayList<>();
        extend(problem, new LinkedHashMap<>(), new ArrayList<>(), found);
        found.removeIf(ranked -> ranked.rank().get(0) > 0);
        found.sort(Comparator.comparing(Ranked::rank, SolverPropertyTest::compare));
        return found;
    }

    private static int compare(List<Integer> a, List<Integer> b) {
        return IntStream.range(0, a.size())
                .map(i -> Integer.compare(a.get(i), b.get(i)))
                .filter(order -> order != 0)
                .findFirst()
                .orElse(0);
    }

    private static void extend(Problem problem, Map<String, Choice> picked, List<Integer> indexes, List<Ranked> found) {
        if (picked.size() == problem.components().size()) {
            if (problem.givens().stream().allMatch(given -> given.admits().test(picked.get(given.component())))) {
                found.add(ranked(problem, picked, indexes));
            }
            return;
        }
        Component component = problem.components().get(picked.size());
        for (int i = 0; i < component.choices().size(); i++) {
            picked.put(component.name(), component.choices().get(i));
            indexes.add(i);
            extend(problem, picked, indexes, found);
            indexes.remove(indexes.size() - 1);
            picked.remove(component.name());
        }
    }

    private static Ranked ranked(Problem problem, Map<String, Choice> picked, List<Integer> indexes) {
        List<Link> links = problem.constraints().stream()
                .flatMap(rule ->
                        rule.judge(rule.components().stream().map(picked::get).toList()).stream())
                .toList();
        List<Integer> rank = new ArrayList<>();
        for (Fit fit : List.of(Fit.FORBIDDEN, Fit.UNKNOWN, Fit.TOLERATED)) {
            rank.add((int) links.stream().filter(link -> link.fit() == fit).count());
        }
        addIndexes(problem, indexes, true, rank);
        rank.add((int) problem.components().stream()
                .filter(component -> component.changes().test(picked.get(component.name())))
                .count());
        rank.add((int) links.stream().filter(link -> link.fit() == Fit.LIMITED).count());
        addIndexes(problem, indexes, false, rank);
        return new Ranked(new LinkedHashMap<>(picked), links, rank);
    }

    private static void addIndexes(Problem problem, List<Integer> indexes, boolean leading, List<Integer> rank) {
        IntStream.range(0, indexes.size())
                .filter(i -> problem.components().get(i).leading() == leading)
                .forEach(i -> rank.add(indexes.get(i)));
    }

    private static List<Ranked> distinct(Problem problem, List<Ranked> sorted, int top) {
        Map<Object, Ranked> first = new LinkedHashMap<>();
        sorted.forEach(ranked -> first.putIfAbsent(
                problem.components().stream()
                        .filter(Component::leading)
                        .map(component -> ranked.choices().get(component.name()).heading())
                        .toList(),
                ranked));
        return first.values().stream().limit(top).toList();
    }

    /** The assignments of the givens that break the fewest rules. */
    private static long fewestBroken(Problem problem) {
        List<Ranked> found = new ArrayList<>();
        extend(problem, new LinkedHashMap<>(), new ArrayList<>(), found);
        return found.stream().mapToInt(ranked -> ranked.rank().get(0)).min().orElse(-1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsExactlyTheCheapest(long seed) {
        Random random = new Random(seed);
        Map<Boolean, Integer> solvable = new HashMap<>();
        for (int i = 0; i < PROBLEMS; i++) {
            Problem problem = problem(random);
            List<Ranked> all = bruteForce(problem);
            Search search = new Search(problem);
            List<Solution> ranked = search.best(3);
            assertThat(ranked.stream()
                            .map(solution -> solution.choices().toString() + solution.links())
                            .toList())
                    .isEqualTo(distinct(problem, all, 3).stream()
                            .map(other -> other.choices().toString() + other.links())
                            .toList());
            assertThat(search.nearest(problem.givens())
                            .map(solution -> solution.count(Fit.FORBIDDEN))
                            .orElse(-1L))
                    .isEqualTo(fewestBroken(problem));
            solvable.merge(!all.isEmpty(), 1, Integer::sum);
        }
        assertThat(solvable.get(true)).as("problems with a solution").isGreaterThan(PROBLEMS / 5);
        assertThat(solvable.get(false)).as("problems without").isGreaterThan(PROBLEMS / 5);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void findsTheSmallestConflict(long seed) {
        Random random = new Random(seed);
        int conflicts = 0;
        for (int i = 0; i < PROBLEMS; i++) {
            Problem problem = problem(random);
            if (bruteForce(problem).isEmpty()) {
                List<Given> conflict = Conflict.smallest(new Search(problem));
                assertThat(bruteForce(problem.with(conflict)))
                        .as("it is a conflict")
                        .isEmpty();
                for (Given given : conflict) {
                    List<Given> without = new ArrayList<>(conflict);
                    without.remove(given);
                    assertThat(bruteForce(problem.with(without)))
                            .as("without %s it is none", given.text())
                            .isNotEmpty();
                }
                assertThat(conflict).hasSize(smallestByBruteForce(problem));
                conflicts += conflict.size() > 1 ? 1 : 0;
            }
        }
        assertThat(conflicts).as("conflicts of several givens").isGreaterThan(PROBLEMS / 50);
    }

    private static int smallestByBruteForce(Problem problem) {
        int smallest = Integer.MAX_VALUE;
        for (int mask = 0; mask < 1 << problem.givens().size(); mask++) {
            int bits = mask;
            List<Given> subset = IntStream.range(0, problem.givens().size())
                    .filter(index -> (bits & 1 << index) != 0)
                    .mapToObj(problem.givens()::get)
                    .toList();
            if (subset.size() < smallest && bruteForce(problem.with(subset)).isEmpty()) {
                smallest = subset.size();
            }
        }
        return smallest;
    }
}
