package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.DiagnosisTable;
import dev.gpudoctor.DiagnosisTable.Row;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import dev.gpudoctor.rules.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the rows of the matrix say to work is not called broken, and nearly all of it is called healthy. */
class HealthyStacksTest {
    private static final double HEALTHY_SHARE = 0.9;

    private static final Matrix MATRIX = Matrix.builtIn();
    private static final DocumentedStacks STACKS = new DocumentedStacks(MATRIX);
    private static final RuleRunner RUNNER = new RuleRunner(new Catalog(), MATRIX);

    /**
     * Stacks of one kind.
     *
     * @param rows how many rows they are made from
     */
    private record Group(String name, int rows, List<Stack> stacks) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Group> groups() {
        return Stream.concat(
                Stream.of(
                        group("NGC images", STACKS.ngcRows(), STACKS::ngc),
                        group("CUDA toolkits", MATRIX.rows(Subject.CUDA), STACKS::toolkit),
                        group("CUDA toolkits inside WSL", MATRIX.rows(Subject.CUDA), STACKS::toolkitInWsl),
                        group("TensorRT releases", MATRIX.rows(Subject.TENSORRT), STACKS::tensorRt),
                        group("packages beside their torch", STACKS.companions(), STACKS::companion),
                        group("JetPacks", MATRIX.rows(Subject.JETPACK), STACKS::jetPack)),
                Stream.of("tensorflow", "torch", "onnxruntime")
                        .map(name -> group(name, STACKS.builds(name), STACKS::build)));
    }

    private static <T> Group group(String name, List<T> rows, java.util.function.Function<T, List<Stack>> stacks) {
        List<List<Stack>> all =
                rows.stream().map(stacks).filter(some -> !some.isEmpty()).toList();
        return new Group(name, all.size(), all.stream().flatMap(List::stream).toList());
    }

    @ParameterizedTest
    @MethodSource("groups")
    void healthyStaysHealthy(Group group, TestReporter reporter) {
        List<String> alarms = new ArrayList<>();
        Map<String, Integer> holes = new TreeMap<>();
        int healthy = 0;
        for (Stack stack : group.stacks()) {
            Diagnosis diagnosis = Diagnosis.of(RuleCatalog.rules(), RUNNER.run(RuleCatalog.rules(), stack.machine()));
            diagnosis.findings().stream()
                    .filter(finding -> finding.severity() != Severity.INFO)
                    .map(finding -> stack + ": " + finding.key() + ": " + finding.observed())
                    .forEach(alarms::add);
            if (diagnosis.verdict() == Verdict.HEALTHY) {
                healthy++;
            }
            diagnosis.outcomes().stream()
                    .filter(Outcome::isOpen)
                    .forEach(open -> holes.merge(open.id() + ": " + open.reason(), 1, Integer::sum));
        }
        System.out.printf(
                "%s: %d rows, %d machines, %d healthy%n%s",
                group, group.rows(), group.stacks().size(), healthy, listed(holes));
        DiagnosisTable.add(reporter, Row.HEALTHY, group.stacks().size());
        DiagnosisTable.add(reporter, Row.FALSE_ALARMS, alarms.size());
        assertThat(group.stacks()).isNotEmpty();
        assertThat(alarms).isEmpty();
        assertThat(healthy).isGreaterThanOrEqualTo((int)
                Math.ceil(HEALTHY_SHARE * group.stacks().size()));
    }

    /** Each law about two parts of a stack allows them in some documented stack and forbids them in none. */
    @Test
    void everyLawIsAskedOfSomeHealthyStack() {
        LawsOfStack laws = new LawsOfStack(MATRIX);
        Map<String, Integer> allowed = new TreeMap<>();
        List<String> forbidden = new ArrayList<>();
        groups().flatMap(group -> group.stacks().stream())
                .filter(stack -> !stack.base().equals("wsl"))
                .forEach(stack -> laws.answers(stack).forEach((law, answer) -> {
                    if (answer.isForbidden()) {
                        forbidden.add(law + " " + answer + ": " + stack);
                    } else if (!answer.isUnknown()) {
                        allowed.merge(law, 1, Integer::sum);
                    }
                }));
        System.out.println("laws asked of healthy stacks: " + allowed);
        assertThat(forbidden).isEmpty();
        assertThat(LawsOfStack.untested(allowed.keySet())).isEmpty();
    }

    private static String listed(Map<String, Integer> holes) {
        return holes.entrySet().stream()
                .map(hole -> "  undetermined " + hole.getValue() + " times, " + hole.getKey() + "\n")
                .collect(Collectors.joining());
    }
}
