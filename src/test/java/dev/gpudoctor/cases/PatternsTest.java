package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.DiagnosisTable;
import dev.gpudoctor.DiagnosisTable.Row;
import dev.gpudoctor.cli.CommandLineRun;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Condition;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each known failure pattern: found as the root cause of its machine cases, and by what logs say of it. */
class PatternsTest {
    private static final int KNOWN = 155;
    private static final Path EXCERPTS = Path.of("src/test/resources/logs/excerpts.txt");

    private final Catalog catalog = new Catalog();

    /** What a log says of a pattern; nothing where no log speaks of it. */
    private record Excerpt(String pattern, String text) {
        @Override
        public String toString() {
            return pattern;
        }
    }

    @Test
    void everyDetectablePatternIsTheRightRootCause(TestReporter reporter) {
        Set<String> known = patterns(condition -> true);
        Set<String> detectable = patterns(condition -> condition.unseen().isEmpty());
        Map<String, List<String>> cases = new TreeMap<>();
        Map<String, List<String>> wrong = new TreeMap<>();
        for (MachineCase machineCase : MachineCase.all()) {
            for (String pattern : machineCase.patterns()) {
                cases.computeIfAbsent(pattern, key -> new ArrayList<>()).add(machineCase.name());
                if (roots(machineCase).stream().noneMatch(id -> covers(id, pattern))) {
                    wrong.computeIfAbsent(pattern, key -> new ArrayList<>()).add(machineCase.name());
                }
            }
        }
        Set<String> covered = new TreeSet<>(detectable);
        covered.retainAll(cases.keySet());
        Set<String> right = new TreeSet<>(covered);
        right.removeAll(wrong.keySet());
        DiagnosisTable.add(reporter, Row.PATTERNS, known.size());
        DiagnosisTable.add(reporter, Row.DETECTABLE, detectable.size());
        DiagnosisTable.add(reporter, Row.COVERED, covered.size());
        DiagnosisTable.add(reporter, Row.RIGHT, right.size());
        DiagnosisTable.add(reporter, Row.UNSEEN, known.size() - detectable.size());

        assertThat(known).hasSize(KNOWN);
        assertThat(wrong)
                .as("cases in which another root cause stands for the pattern")
                .isEmpty();
        assertThat(covered).isEqualTo(detectable);
        assertThat(known).as("cases of patterns that exist").containsAll(cases.keySet());
    }

    static List<Excerpt> excerpts() throws IOException {
        Map<String, StringBuilder> texts = new LinkedHashMap<>();
        StringBuilder current = new StringBuilder();
        for (String line : Files.readAllLines(EXCERPTS)) {
            if (line.startsWith("## ")) {
                current = new StringBuilder();
                assertThat(texts.put(line.substring("## ".length()), current)).isNull();
            } else {
                current.append(line).append('\n');
            }
        }
        return texts.entrySet().stream()
                .map(entry -> new Excerpt(entry.getKey(), entry.getValue().toString()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("excerpts")
    void isFoundByWhatALogSays(Excerpt excerpt, TestReporter reporter) throws IOException {
        if (excerpt.text().isEmpty()) {
            assertThat(catalog.all())
                    .filteredOn(condition -> condition.patterns().contains(excerpt.pattern()))
                    .allSatisfy(condition -> assertThat(condition.unlogged()).isNotBlank());
            DiagnosisTable.add(reporter, Row.UNLOGGED, 1);
            return;
        }
        CommandLineRun run = CommandLineRun.withInput(excerpt.text(), "explain", "--log", "-", "--format", "json");

        assertThat(run.code()).isZero();
        assertThat(Json.parse(run.out()).findValues("id"))
                .extracting(JsonNode::asText)
                .anyMatch(id -> covers(id, excerpt.pattern()));
        DiagnosisTable.add(reporter, Row.LOGGED, 1);
    }

    @Test
    void everyPatternHasItsExcerpt() throws IOException {
        assertThat(excerpts()).extracting(Excerpt::pattern).hasSize(KNOWN).hasSameElementsAs(patterns(each -> true));
    }

    private Set<String> patterns(Predicate<Condition> which) {
        return catalog.all().stream()
                .filter(which)
                .flatMap(condition -> condition.patterns().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> roots(MachineCase machineCase) {
        return machineCase.rootCauses().stream()
                .map(key -> key.split("@", 2)[0])
                .collect(Collectors.toSet());
    }

    private boolean covers(String id, String pattern) {
        return catalog.find(id)
                .filter(condition -> condition.patterns().contains(pattern))
                .isPresent();
    }
}
