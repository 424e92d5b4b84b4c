package dev.gpudoctor.advise.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.advise.lint.rule.LintContext;
import dev.gpudoctor.advise.lint.rule.LintRule;
import dev.gpudoctor.advise.lint.rule.LintRules;
import dev.gpudoctor.app.Assumptions;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.LintJsonRenderer;
import dev.gpudoctor.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real-shaped files through {@code gpudoctor lint}: a case is a folder with the file and the findings it must give, each
 * with line and column, and no others.
 */
class LintCasesTest {
    private static final Path CASES = Path.of("src/test/resources/lint");
    private static final Matrix MATRIX = Matrix.builtIn();
    private static final int AT_LEAST_SICK = 60;
    private static final int AT_LEAST_HEALTHY = 25;

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesWhatIsExpected(Path folder) throws Exception {
        JsonNode expected = Json.parse(Files.readString(folder.resolve("expected.json")));
        Path file = file(folder);
        Map<String, String> buildArguments = new HashMap<>();
        expected.path("buildArguments")
                .properties()
                .forEach(entry ->
                        buildArguments.put(entry.getKey(), entry.getValue().asText()));
        List<String> assume = new ArrayList<>();
        expected.path("assume").forEach(pair -> assume.add(pair.asText()));
        Assumptions assumptions = Assumptions.parse(assume, MATRIX);
        LintContext context =
                new LintContext(MATRIX, assumptions.gpu().flatMap(Observed::toOptional), assumptions.driver());
        LintReport report = new Linter(new Catalog(), context)
                .lint(List.of(LintFiles.read(file.toString(), Files.readString(file), buildArguments)));
        String json = new LintJsonRenderer(
                        new Report.Tool("gpudoctor", "test"), new Report.MatrixStamp("1", "2026-11-23", ""))
                .render(report);
        assertThat(places(Json.parse(json).path("findings"))).isEqualTo(places(expected.path("findings")));
        assertThat(places(Json.parse(json).path("ignored"))).isEqualTo(places(expected.path("ignored")));
        assertThat(json).as("every template is filled").doesNotContainPattern("\\{[a-zA-Z]+}");
        assertThat(JsonSchemas.faults("lint-1", json)).isEmpty();
    }

    private static Path file(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith("expected.json"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<String> places(JsonNode findings) {
        List<String> places = new ArrayList<>();
        findings.forEach(finding -> places.add(finding.path("line") + ":" + finding.path("column") + " "
                + finding.path("id").asText()));
        return places;
    }

    @Test
    void thereAreEnoughCases() throws IOException {
        long healthy = cases().stream()
                .filter(folder -> folder.getFileName().toString().startsWith("healthy-"))
                .count();
        assertThat(healthy).isGreaterThanOrEqualTo(AT_LEAST_HEALTHY);
        assertThat(cases().size() - healthy).isGreaterThanOrEqualTo(AT_LEAST_SICK);
    }

    /** The mistakes that people make most, each shown by a case. */
    @ParameterizedTest
    @CsvSource({
        "a tag that moves, docker.image.unpinned",
        "a tag that does not exist, docker.image.gone",
        "wheels on a plain base without variables, docker.env.visible-devices-unset",
        "wheels without the vendor's index, docker.pip.torch-cpu",
        "wheels of another CUDA, docker.pip.torch-other-cuda",
        "a TensorRT wheel of any CUDA, docker.pip.tensorrt-unpinned",
        "TensorRT from wheel and package, docker.pip.tensorrt-beside-apt",
        "an upgrade of everything, docker.apt.upgrade",
        "a package without version, docker.apt.unpinned",
        "a package of another CUDA, docker.apt.other-cuda",
        "a driver inside, docker.apt.driver",
        "a copied libcuda, docker.libcuda.copied",
        "a stub on the path, docker.libcuda.stub",
        "a lost library path, docker.env.library-path-replaced",
        "a compiler that is shipped, docker.image.devel-shipped",
        "a retired key, docker.apt.key-retired",
        "apt-key, docker.apt.apt-key",
        "a repository of another system, docker.apt.other-repository",
        "an engine inside, docker.engine.baked-in",
        "a check switched off, docker.env.require-disabled",
        "an image past a GPU, docker.image.gpu-too-old",
        "a system past its end, docker.image.os-ended",
        "an entrypoint replaced, docker.entrypoint.replaced",
        "a small shared memory, compose.shm.default",
        "a small shared memory in a pod, kubernetes.shm.default"
    })
    void knowsTheMistake(String mistake, String id) throws IOException {
        assertThat(idsOfCases()).as(mistake).contains(id);
    }

    private static Set<String> idsOfCases() throws IOException {
        Set<String> seen = new TreeSet<>();
        for (Path folder : cases()) {
            Json.parse(Files.readString(folder.resolve("expected.json")))
                    .path("findings")
                    .forEach(finding -> seen.add(finding.path("id").asText()));
        }
        return seen;
    }

    @Test
    void everyRuleHasACaseAndACondition() throws IOException {
        List<String> rules = LintRules.all().stream().map(LintRule::id).toList();
        Catalog catalog = new Catalog();
        List<String> conditions = Stream.of("docker", "compose", "kubernetes")
                .flatMap(area -> catalog.ofArea(area).stream())
                .map(condition -> condition.id())
                .toList();
        assertThat(idsOfCases()).containsExactlyInAnyOrderElementsOf(rules);
        assertThat(conditions).containsExactlyInAnyOrderElementsOf(rules);
    }
}
