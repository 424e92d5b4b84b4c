package dev.gpudoctor.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.GpuSample;
import dev.gpudoctor.machine.GpuSample.Quantity;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome.Result;
import dev.gpudoctor.rules.RuleSelection;
import dev.gpudoctor.rules.Verdict;
import dev.gpudoctor.smoke.GpuWatched;
import dev.gpudoctor.smoke.Layer;
import dev.gpudoctor.smoke.LayerResult;
import dev.gpudoctor.smoke.LayerResult.Outcome;
import dev.gpudoctor.smoke.SmokeReport;
import dev.gpudoctor.smoke.SmokeTarget;
import dev.gpudoctor.smoke.WorkerTask.Role;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a check makes of a smoke test. */
class SmokeProofsTest {
    private static final String TOO_OLD = "tensorrt.gpu.too-old";
    private static final String HERE = "/usr/lib/x86_64-linux-gnu/libnvinfer.so.10";
    private static final GpuWatched UNWATCHED = GpuWatched.not("no NVML");

    private final Catalog catalog = new Catalog();

    /** A table holds this TensorRT to be too new for a GTX 1080. */
    @ParameterizedTest
    @CsvSource({HERE + ", PASSED, INFO", "/opt/other/libnvinfer.so.10, PASSED, ERROR", HERE + ", FAILED, ERROR"})
    void onlyTheSameFileThatWorkedOutranksTheTable(String file, Outcome outcome, Severity severity) throws Exception {
        Diagnosis diagnosis = check(pascal(), file, tried(outcome, List.of()), UNWATCHED, TOO_OLD);

        assertThat(diagnosis.findings()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.id()).isEqualTo(TOO_OLD);
            assertThat(finding.severity()).isEqualTo(severity);
            assertThat(finding.message().contains("layer tensorrt of the smoke test passed on"))
                    .isEqualTo(severity == Severity.INFO);
        });
    }

    /** Nothing tells of which CUDA this TensorRT was built; torch beside it has its own. */
    @ParameterizedTest
    @CsvSource({"cuda.driver.too-old", "cuda.gpu.dropped"})
    void whatATensorRtThatRanBringsInsideIsNoLongerOpen(String rule) throws Exception {
        ObjectNode tree = MachineCase.base("workstation");
        tree.path("consumers").forEach(consumer -> consumer.path("uses").forEach(use -> {
            if (use.path("path").asText().equals(HERE)) {
                ((ObjectNode) use).set("cuda", Json.tree(Map.of("state", "unreadable", "reason", "nothing tells")));
            }
        }));
        Machine machine = Snapshot.parse(tree.toString()).machine();

        Diagnosis open = check(machine, HERE, tried(Outcome.FAILED, List.of()), UNWATCHED, rule);
        Diagnosis settled = check(machine, HERE, tried(Outcome.PASSED, List.of()), UNWATCHED, rule);

        assertThat(result(open, rule, "TensorRT")).isEqualTo(Result.UNDETERMINED);
        assertThat(result(settled, rule, "TensorRT")).isEqualTo(Result.NOT_APPLICABLE);
        assertThat(result(settled, rule, "torch"))
                .isEqualTo(result(open, rule, "torch"))
                .isEqualTo(Result.PASSED);
    }

    @Test
    void aGpuWithNewMemoryErrorsIsUnhealthyThoughTheLayerPassed() throws Exception {
        GpuWatched watched = new GpuWatched(
                "",
                2,
                Optional.of(sample(0)),
                Optional.of(sample(2)),
                Map.of(Quantity.ECC_UNCORRECTED, 0L),
                Map.of(Quantity.ECC_UNCORRECTED, 2L),
                Map.of(),
                List.of());

        Diagnosis diagnosis = check(base("workstation"), HERE, tried(Outcome.PASSED, List.of()), watched, "smoke");

        assertThat(diagnosis.verdict()).isEqualTo(Verdict.UNHEALTHY);
        assertThat(diagnosis.rootCauses()).singleElement().satisfies(finding -> {
            assertThat(finding.key()).isEqualTo("smoke.gpu.ecc-errors@GPU 0");
            assertThat(finding.message()).contains("GPU 0 counted 2 new memory errors");
            assertThat(finding.evidence()).singleElement().satisfies(evidence -> assertThat(evidence.raw())
                    .isEqualTo("0 before, 2 at most"));
        });
    }

    @Test
    void aLayerThatFailedIsFoldedUnderWhatItNames() throws Exception {
        Finding named = catalog.finding(TOO_OLD, "", Map.of(), List.of(), List.of());

        Diagnosis diagnosis =
                check(pascal(), HERE, tried(Outcome.FAILED, List.of(named)), UNWATCHED, TOO_OLD, "policy");

        assertThat(diagnosis.rootCauses()).extracting(Finding::id).containsOnly(TOO_OLD);
        assertThat(diagnosis.findings()).extracting(Finding::key).contains("policy.smoke.failed@tensorrt");
    }

    private Diagnosis check(Machine machine, String file, LayerResult layer, GpuWatched watched, String... only)
            throws Exception {
        SmokeTarget target = new SmokeTarget(
                0, Map.of(Role.TENSORRT, file), List.of(), Optional.empty(), Optional.empty(), Map.of());
        SmokeProofs proofs =
                SmokeProofs.of(new SmokeReport(target, List.of(layer), watched, 1), List.of(), machine, catalog);
        return new CheckService(
                        catalog,
                        Matrix.builtIn(),
                        Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC),
                        new Report.Tool("gpudoctor", "1.0.0"))
                .check(
                        Snapshot.of(machine),
                        new RuleSelection(List.of(only), List.of()),
                        Policy.NONE,
                        proofs,
                        Optional.empty())
                .diagnosis();
    }

    private static Machine pascal() throws Exception {
        return Snapshot.parse(MachineCase.named("pascal-under-its-last-driver")
                        .machine()
                        .toString())
                .machine();
    }

    private static Machine base(String name) throws Exception {
        return Snapshot.parse(MachineCase.base(name).toString()).machine();
    }

    private static Result result(Diagnosis diagnosis, String rule, String subject) {
        return diagnosis.outcomes().stream()
                .filter(outcome ->
                        outcome.id().equals(rule) && outcome.subject().startsWith(subject))
                .findFirst()
                .orElseThrow()
                .result();
    }

    private static GpuSample sample(long errors) {
        return new GpuSample(Map.of(Quantity.ECC_UNCORRECTED, errors), List.of(), Observed.found(List.of()));
    }

    private static LayerResult tried(Outcome outcome, List<Finding> findings) {
        return new LayerResult(
                Layer.TENSORRT,
                "",
                outcome,
                outcome == Outcome.PASSED ? "" : "made up",
                findings,
                1,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
