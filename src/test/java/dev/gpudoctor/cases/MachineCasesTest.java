package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.DiagnosisTable;
import dev.gpudoctor.DiagnosisTable.Row;
import dev.gpudoctor.cli.CommandLineRun;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import dev.gpudoctor.rules.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every machine case through {@code check --from}: verdict, exit code, root causes in order, what is folded. */
class MachineCasesTest {
    static List<MachineCase> cases() {
        return MachineCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isDiagnosed(MachineCase machineCase) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("check", "--from", "-", "--format", "json", "--no-redact"));
        arguments.addAll(machineCase.arguments());
        CommandLineRun run =
                CommandLineRun.withInput(machineCase.machine().toString(), arguments.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        JsonNode report = Json.parse(run.out());
        List<String> roots = new ArrayList<>();
        List<String> folded = new ArrayList<>();
        Set<String> ids = new TreeSet<>();
        for (JsonNode finding : report.path("findings")) {
            (finding.path("rootCause").asBoolean() ? roots : folded)
                    .add(finding.path("key").asText());
            ids.add(finding.path("id").asText());
            assertThat(finding.toString()).as("every template is filled").doesNotContainPattern("\\{[a-zA-Z]+}");
        }
        assertThat(roots).as("root causes of %s", machineCase.title()).isEqualTo(machineCase.rootCauses());
        assertThat(folded).as("folded").containsExactlyInAnyOrderElementsOf(machineCase.folded());
        assertThat(ids.stream().filter(machineCase.silent()::contains))
                .as("silent")
                .isEmpty();
        assertThat(report.path("verdict").asText()).isEqualTo(machineCase.verdict());
        assertThat(run.code()).isEqualTo(machineCase.exit());
    }

    /** In a near miss the rule has looked at the machine and passed it; one that does not apply proves nothing. */
    @Test
    void everyRuleIsARootCauseSomewhereAndSilentInANearMiss(TestReporter reporter) throws JsonProcessingException {
        RuleRunner runner = new RuleRunner(new Catalog(), Matrix.builtIn());
        Set<String> caught = new TreeSet<>();
        Set<String> missed = new TreeSet<>();
        for (MachineCase machineCase : MachineCase.all()) {
            machineCase.rootCauses().forEach(key -> caught.add(key.split("@", 2)[0]));
            Machine machine = Json.read(machineCase.machine(), Machine.class);
            for (Rule<?> rule : RuleCatalog.rules()) {
                if (machineCase.silent().contains(rule.id())
                        && runner.run(List.of(rule), machine).stream()
                                .anyMatch(outcome -> outcome.result() == Outcome.Result.PASSED)) {
                    missed.add(rule.id());
                }
            }
        }
        List<String> all = RuleCatalog.rules().stream().map(Rule::id).toList();
        DiagnosisTable.add(reporter, Row.RULES, all.size());
        DiagnosisTable.add(
                reporter, Row.ROOTS, (int) all.stream().filter(caught::contains).count());
        DiagnosisTable.add(reporter, Row.NEAR_MISSES, (int)
                all.stream().filter(missed::contains).count());

        assertThat(all)
                .filteredOn(id -> !caught.contains(id) || !missed.contains(id))
                .as("rules without a case or without a near miss")
                .isEmpty();
    }

    /** Machines that the cases call healthy. */
    @Test
    void healthyMachinesRaiseNoAlarm(TestReporter reporter) throws JsonProcessingException {
        RuleRunner runner = new RuleRunner(new Catalog(), Matrix.builtIn());
        List<String> alarms = new ArrayList<>();
        for (MachineCase machineCase : MachineCase.all()) {
            // With arguments, such as a stated GPU, the machine that is judged is another one.
            if (machineCase.verdict().equals(Verdict.HEALTHY.word())
                    && machineCase.arguments().isEmpty()) {
                DiagnosisTable.add(reporter, Row.HEALTHY, 1);
                runner.run(RuleCatalog.rules(), Json.read(machineCase.machine(), Machine.class)).stream()
                        .flatMap(outcome -> outcome.finding().stream())
                        .filter(finding -> finding.severity() != Severity.INFO)
                        .forEach(finding -> alarms.add(machineCase + ": " + finding.key()));
            }
        }
        DiagnosisTable.add(reporter, Row.FALSE_ALARMS, alarms.size());
        assertThat(alarms).isEmpty();
    }
}
