package dev.gpudoctor.cases;

import dev.gpudoctor.GoldenFile;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How every rule that applies ends on every machine case, and why: on a base machine all of them
 * ({@code outcomes.txt} beside it), on a case those that end differently than on its base, which is why bases come
 * first. A rule that does not apply is left out, so that a new rule changes only the cases that it is about. What is
 * found, and in which order, is checked by {@link MachineCasesTest}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutcomesTest {
    private static final RuleRunner RUNNER = new RuleRunner(new Catalog(), Matrix.builtIn());

    /** Names alone, so that one case can be run without reading all. */
    static Stream<String> bases() {
        return MachineCase.baseNames();
    }

    static Stream<String> cases() {
        return MachineCase.names();
    }

    @ParameterizedTest
    @Order(1)
    @MethodSource("bases")
    void everyRuleEndsSoOnABase(String base) throws IOException {
        GoldenFile.assertEquals(MachineCase.outcomesOfBase(base), text(outcomes(MachineCase.base(base))));
    }

    @ParameterizedTest
    @Order(2)
    @MethodSource("cases")
    void theseRulesEndOtherwise(String name) throws IOException {
        MachineCase machineCase = MachineCase.named(name);
        Set<String> usual = new HashSet<>(Files.readAllLines(MachineCase.outcomesOfBase(machineCase.base())));
        List<String> otherwise = outcomes(machineCase.machine()).stream()
                .filter(line -> !usual.contains(line))
                .toList();
        GoldenFile.assertEquals(machineCase.outcomes(), text(otherwise));
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private static List<String> outcomes(com.fasterxml.jackson.databind.JsonNode json) throws IOException {
        Machine machine = Json.read(json, Machine.class);
        Diagnosis diagnosis = Diagnosis.of(RuleCatalog.rules(), RUNNER.run(RuleCatalog.rules(), machine));
        return diagnosis.outcomes().stream()
                .filter(outcome -> outcome.result() != Outcome.Result.NOT_APPLICABLE)
                .map(OutcomesTest::told)
                .toList();
    }

    private static String told(Outcome outcome) {
        List<String> words = new ArrayList<>();
        words.add(outcome.id() + (outcome.subject().isEmpty() ? "" : "@" + outcome.subject()));
        words.add(outcome.result().word());
        if (!outcome.reason().isEmpty()) {
            words.add(outcome.reason());
        }
        outcome.finding().ifPresent(finding -> words.add(told(finding)));
        if (!outcome.followsFrom().isEmpty()) {
            words.add("follows from " + outcome.followsFrom());
        }
        return String.join(" | ", words);
    }

    private static String told(Finding finding) {
        List<String> words = new ArrayList<>();
        words.add(finding.severity().word());
        words.add(finding.message());
        finding.evidence().stream().map(Evidence::place).distinct().forEach(place -> words.add("in " + place));
        return String.join(" | ", words);
    }
}
