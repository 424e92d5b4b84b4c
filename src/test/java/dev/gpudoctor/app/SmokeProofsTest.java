package dev.gpudoctor.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.rules.RuleSelection;
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
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A TensorRT that a table holds to be too new for a GTX 1080, beside a smoke test that saw one work, or another. */
class SmokeProofsTest {
    private static final String CONDITION = "tensorrt.gpu.too-old";
    private static final String HERE = "/usr/lib/x86_64-linux-gnu/libnvinfer.so.10";

    @ParameterizedTest
    @CsvSource({HERE + ", PASSED, INFO", "/opt/other/libnvinfer.so.10, PASSED, ERROR", HERE + ", FAILED, ERROR"})
    void onlyTheSameFileThatWorkedOutranksTheTable(String file, Outcome outcome, Severity severity) throws Exception {
        Snapshot snapshot = Snapshot.parse(
                MachineCase.named("pascal-under-its-last-driver").machine().toString());
        Catalog catalog = new Catalog();
        SmokeTarget target = new SmokeTarget(
                0, Map.of(Role.TENSORRT, file), List.of(), Optional.empty(), Optional.empty(), Map.of());
        SmokeProofs proofs = SmokeProofs.of(
                new SmokeReport(target, List.of(tried(outcome)), GpuWatched.not("no NVML"), 1),
                List.of(),
                snapshot.machine(),
                catalog,
                UnaryOperator.identity());

        Report report = new CheckService(
                        catalog,
                        Matrix.builtIn(),
                        Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC),
                        new Report.Tool("gpudoctor", "1.0.0"))
                .check(
                        snapshot,
                        new RuleSelection(List.of(CONDITION), List.of()),
                        Policy.NONE,
                        proofs,
                        Optional.empty());

        List<Finding> findings = report.diagnosis().findings();
        assertThat(findings).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.id()).isEqualTo(CONDITION);
            assertThat(finding.severity()).isEqualTo(severity);
            assertThat(finding.message().contains("layer tensorrt of the smoke test passed on"))
                    .isEqualTo(severity == Severity.INFO);
        });
    }

    private static LayerResult tried(Outcome outcome) {
        return new LayerResult(
                Layer.TENSORRT,
                outcome,
                outcome == Outcome.PASSED ? "" : "made up",
                List.of(),
                1,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
