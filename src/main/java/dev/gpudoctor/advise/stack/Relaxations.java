package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Choice;
import dev.gpudoctor.advise.solve.Component;
import dev.gpudoctor.advise.solve.Given;
import dev.gpudoctor.advise.solve.Problem;
import dev.gpudoctor.advise.solve.Search;
import dev.gpudoctor.advise.solve.Solution;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** What would make a contradiction go away: one given changed as little as possible, else two, else as few as it takes. */
final class Relaxations {
    private final Search search;
    private final Problem problem;
    private final List<Given> conflict;

    Relaxations(Search search, List<Given> conflict) {
        this.search = search;
        this.problem = search.problem();
        this.conflict = conflict;
    }

    List<Answer.Relaxation> all() {
        List<Answer.Relaxation> found = new ArrayList<>();
        conflict.forEach(given -> relax(List.of(given)).ifPresent(found::add));
        List<Given> givens = problem.givens();
        for (int i = 0; found.isEmpty() && i < givens.size(); i++) {
            for (int j = i + 1; j < givens.size(); j++) {
                if (conflict.contains(givens.get(i)) || conflict.contains(givens.get(j))) {
                    relax(List.of(givens.get(i), givens.get(j))).ifPresent(found::add);
                }
            }
        }
        if (found.isEmpty()) {
            relax(inTheWay()).ifPresent(found::add);
        }
        return found;
    }

    /** Wishes that can't join the others; the machine's facts, which come last, are kept if they can be. */
    private List<Given> inTheWay() {
        List<Given> kept = new ArrayList<>();
        List<Given> dropped = new ArrayList<>();
        for (int i = problem.givens().size() - 1; i >= 0; i--) {
            List<Given> more = new ArrayList<>(kept);
            more.add(problem.givens().get(i));
            if (search.isSolvable(more)) {
                kept = more;
            } else {
                dropped.add(0, problem.givens().get(i));
            }
        }
        return dropped;
    }

    private Optional<Answer.Relaxation> relax(List<Given> dropped) {
        List<Given> rest = new ArrayList<>(problem.givens());
        rest.removeAll(dropped);
        List<Component> nearest = dropped.stream().map(this::nearest).toList();
        Optional<Solution> solution = search.best(withTaken(rest, dropped), nearest);
        return solution.or(() -> search.best(rest, nearest))
                .map(found -> new Answer.Relaxation(
                        dropped.stream().map(Given::text).toList(),
                        String.join(
                                " and ",
                                dropped.stream()
                                        .map(given -> text(given, found))
                                        .toList())));
    }

    /** Another version is nearer to what was wished for than leaving the component out. */
    private static List<Given> withTaken(List<Given> rest, List<Given> dropped) {
        List<Given> taken = new ArrayList<>(rest);
        dropped.forEach(given ->
                taken.add(new Given("", given.component(), choice -> !((Part) choice).isNone(), given.isWish())));
        return taken;
    }

    private static String text(Given given, Solution solution) {
        Part part = (Part) Objects.requireNonNull(solution.choices().get(given.component()));
        if (part.isNone()) {
            return "leave out " + given.component();
        }
        boolean gpu = given.component().startsWith("gpu");
        String what = gpu ? "a GPU of " + part.label() : given.component() + " " + part.label();
        boolean speaksForItself = part.as(JetsonModule.class).isPresent()
                || part.as(SystemPart.class).isPresent();
        return (speaksForItself ? part.label() : what) + " instead of " + given.text();
    }

    /** The component's candidates by their distance from those that the given admits, above before below, none last. */
    private Component nearest(Given given) {
        Component component = problem.component(given.component());
        List<Choice> sorted = component.choices().stream()
                .sorted(Comparator.comparing(choice -> (Part) choice, Relaxations::compare))
                .toList();
        int[] admitted = IntStream.range(0, sorted.size())
                .filter(i -> given.admits().test(sorted.get(i)))
                .toArray();
        if (admitted.length == 0) {
            admitted = new int[] {placeOf(given, sorted)};
        }
        int[] wanted = admitted;
        List<Choice> ordered = IntStream.range(0, sorted.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> ((Part) sorted.get(i)).isNone())
                        .thenComparing(i -> distance(i, wanted))
                        .thenComparing(Comparator.reverseOrder()))
                .map(sorted::get)
                .toList();
        return component.ordered(ordered);
    }

    /** Where the version that was asked for would stand, had the matrix a row for it. */
    private static int placeOf(Given given, List<Choice> sorted) {
        Optional<Version> asked =
                Version.parse(given.text().replaceFirst("^[^0-9]*", "").replaceFirst(",.*$", ""));
        return (int) sorted.stream()
                .filter(choice -> asked.flatMap(
                                version -> ((Part) choice).version().filter(other -> other.isBelow(version)))
                        .isPresent())
                .count();
    }

    private static int distance(int index, int[] admitted) {
        return IntStream.of(admitted)
                .map(other -> Math.abs(other - index))
                .min()
                .orElse(0);
    }

    private static int compare(Part a, Part b) {
        Optional<GpuPart> gpu = a.as(GpuPart.class);
        Optional<GpuPart> other = b.as(GpuPart.class);
        if (gpu.isPresent() && other.isPresent()) {
            ComputeCapability capability = gpu.get().capability();
            return capability.compareTo(other.get().capability());
        }
        Version none = Version.of("0");
        return a.version().orElse(none).compareTo(b.version().orElse(none));
    }
}
