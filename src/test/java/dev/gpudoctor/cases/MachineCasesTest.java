package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.cli.CommandLineRun;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.RuleCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
        Set<String> ids = new java.util.TreeSet<>();
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

    @Test
    void everyRuleIsARootCauseSomewhereAndSilentInANearMiss() {
        Set<String> caught = ids(MachineCase::rootCauses);
        Set<String> missed = ids(MachineCase::silent);
        List<String> uncovered = RuleCatalog.rules().stream()
                .map(Rule::id)
                .filter(id -> !caught.contains(id) || !missed.contains(id))
                .toList();
        assertThat(uncovered).as("rules without a case or without a near miss").isEmpty();
    }

    private static Set<String> ids(java.util.function.Function<MachineCase, List<String>> keys) {
        return MachineCase.all().stream()
                .flatMap(machineCase -> keys.apply(machineCase).stream())
                .flatMap(key -> Stream.of(key.split("@", 2)[0]))
                .collect(Collectors.toSet());
    }
}
