package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Component;
import dev.gpudoctor.advise.solve.Conflict;
import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Given;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.advise.solve.Problem;
import dev.gpudoctor.advise.solve.Search;
import dev.gpudoctor.advise.solve.Solution;
import dev.gpudoctor.matrix.Matrix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Answers which whole stacks satisfy some wishes on a machine, or which of them contradict each other. */
public final class StackSolver {
    private final Matrix matrix;

    public StackSolver(Matrix matrix) {
        this.matrix = matrix;
    }

    /**
     * Answers a question.
     *
     * @param here this machine; wishes about GPU or platform ask about another one
     * @param top how many stacks at most
     * @throws WishException if a wish cannot be understood
     */
    public Answer solve(List<Wish> wishes, KnownMachine here, int top) throws WishException {
        WishCheck check = new WishCheck(matrix);
        check.stack(wishes);
        check.releases(wishes);
        Target target = Target.of(wishes, here, matrix);
        List<String> written = wishes.stream().map(Wish::text).toList();
        if (target.gpus().isEmpty() && target.isElsewhere()) {
            throw new WishException("for which GPU? name it, such as gpu='Tesla T4'");
        }
        if (target.gpus().isEmpty()) {
            return new CpuAdvice(matrix).answer(written, target);
        }
        Problem problem = StackProblem.of(wishes, target, matrix);
        Search search = new Search(problem);
        List<Solution> solutions = search.best(top);
        if (!solutions.isEmpty()) {
            return new Answer.Stacks(
                    written,
                    solutions.stream()
                            .map(solution -> stack(problem, solution, wishes, target))
                            .toList(),
                    notes(problem, target));
        }
        List<Given> conflict = Conflict.smallest(search);
        return new Answer.Contradiction(
                written,
                conflict,
                chain(problem, conflict),
                new Relaxations(search, conflict).all(),
                notes(problem, target));
    }

    private Stack stack(Problem problem, Solution solution, List<Wish> wishes, Target target) {
        Map<String, Part> parts = new LinkedHashMap<>();
        List<String> changes = new ArrayList<>();
        for (Component component : problem.components()) {
            Part part = (Part) Objects.requireNonNull(solution.choices().get(component.name()));
            if (!part.isNone()) {
                parts.put(component.name(), part);
                if (component.changes().test(part)) {
                    changes.add(component.name());
                }
            }
        }
        return new Stack(
                parts, solution.links(), changes, new Installer(matrix, target, wishes).installation(parts, changes));
    }

    private List<String> notes(Problem problem, Target target) {
        List<String> notes = new ArrayList<>(target.here().gaps());
        for (Given given : problem.givens()) {
            if (problem.component(given.component()).choices().stream().noneMatch(given.admits())) {
                notes.add("Nothing in matrix " + matrix.manifest().dataVersion() + " as of "
                        + matrix.manifest().asOf() + " satisfies " + given.text() + " by itself.");
            }
        }
        if (target.driver().isEmpty() && target.module().isEmpty()) {
            notes.add("No driver was stated or read: the driver of a stack is a proposal.");
        }
        return notes;
    }

    /** The problem without what was asked for besides: it can be left out and so plays no part in the contradiction. */
    private static Problem concerned(Problem problem, List<Given> conflict) {
        List<Component> components = problem.components().stream()
                .filter(component -> !component.leading()
                        || !component.choices().contains(Part.NONE)
                        || conflict.stream().anyMatch(given -> given.component().equals(component.name())))
                .toList();
        return new Problem(components, problem.constraints(), conflict);
    }

    /** The links of the attempt that fails least, as far as they lead from the contradiction to what fails. */
    private static List<Link> chain(Problem problem, List<Given> conflict) {
        Optional<Solution> attempt = new Search(concerned(problem, conflict)).nearest(conflict);
        if (attempt.isEmpty()) {
            return List.of();
        }
        List<Link> failing = attempt.get().links().stream()
                .filter(link -> link.fit() == Fit.FORBIDDEN)
                .toList();
        Set<String> touched = new HashSet<>();
        failing.forEach(link -> touched.addAll(link.components()));
        Set<String> reached = new HashSet<>(touched);
        conflict.forEach(given -> reached.add(given.component()));
        Stream<Link> leading = attempt.get().links().stream()
                .filter(link -> link.fit() != Fit.FORBIDDEN)
                .filter(link -> reached.containsAll(link.components()))
                .filter(link ->
                        conflict.stream().anyMatch(given -> link.components().contains(given.component())))
                .filter(link -> link.components().stream().anyMatch(touched::contains));
        return Stream.concat(leading, failing.stream()).toList();
    }
}
