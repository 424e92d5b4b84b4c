package dev.gpudoctor.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.smoke.Comparison;
import dev.gpudoctor.smoke.GpuWatched;
import dev.gpudoctor.smoke.Latency;
import dev.gpudoctor.smoke.Layer;
import dev.gpudoctor.smoke.LayerResult;
import dev.gpudoctor.smoke.LayerResult.Outcome;
import dev.gpudoctor.smoke.Measurement;
import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.SmokeReport;
import dev.gpudoctor.smoke.SmokeTarget;
import dev.gpudoctor.smoke.WorkerEvent;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One smoke report in all its forms: engines in two precisions, one of them wrong, and a layer that was not tried. */
class SmokeReportTest {
    private static final SmokeReport REPORT = new SmokeReport(
            new SmokeTarget(0, Map.of(), List.of(), Optional.empty(), Optional.empty(), Map.of()),
            List.of(
                    layer(
                            Layer.TENSORRT,
                            Outcome.FAILED,
                            "fp16: logits: 1 of 10 elements are outside the tolerance; the worst, number 3, is off by 0.5",
                            List.of(
                                    row(Precision.FP32, "logits", 1.1920929e-7),
                                    row(Precision.FP16, "StatefulPartitionedCall:0", 0.5))),
                    LayerResult.skipped(Layer.ONNX, "layer tensorrt did not pass", List.of())),
            GpuWatched.not("libnvidia-ml.so.1 is not there"),
            2000);

    @Test
    void theTableFitsEightyColumns() {
        String text = SmokeText.of(REPORT, 80, true);

        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(text).contains("""
                        tensorrt against double precision
                          type output          max abs  max rel    cosine median ms    p99 ms  build s
                          fp32 logits         1.19e-07 1.19e-07  1.000000    0.0200    0.0300     1.23
                               StatefulPartitionedCall:0
                          fp16                5.00e-01 5.00e-01  0.948683    0.0200    0.0300     1.23
                               WRONG: 1 of 2 elements are outside the tolerance; the worst, number 1, is
                                      off by 0.5
                          not tried: bf16: needs compute capability 8.0; this GPU has 7.5
                        """);
    }

    @Test
    void foreignTextCannotDriveTheTerminal() {
        assertThat(SmokeText.of(REPORT, 80, false))
                .contains("| [E] made up \uFFFD[31mred")
                .doesNotContain("\u001b");
        assertThat(SmokeJunit.of(REPORT)).doesNotContain("\u001b");
    }

    @Test
    void junitIsRedWhereTheExitCodeIs() {
        String xml = SmokeJunit.of(REPORT);

        assertThat(xml)
                .contains("tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"1\"")
                .contains("<failure message=\"fp16: logits", "type=\"smoke.result.wrong\"")
                .contains("<skipped message=\"layer tensorrt did not pass\"");
    }

    @Test
    void theJsonKeepsItsSchema() {
        String json = Json.pretty(SmokeJson.tree(REPORT, new Report.Tool("gpudoctor", "1.0.0")));

        assertThat(JsonSchemas.faults("smoke-1", json)).isEmpty();
    }

    private static LayerResult layer(Layer layer, Outcome outcome, String reason, List<Measurement> rows) {
        return new LayerResult(
                layer,
                "",
                outcome,
                reason,
                List.of(new Catalog()
                        .finding(
                                "smoke.result.wrong",
                                layer.id(),
                                Map.of("layer", layer.id(), "reason", reason),
                                List.of(),
                                List.of())),
                1500,
                List.of(new WorkerEvent.Step("build fp32", Actor.TENSORRT, 1234.5)),
                Map.of("gpu", "Tesla T4"),
                List.of("/usr/lib/x86_64-linux-gnu/libnvinfer.so.10"),
                rows,
                List.of(new WorkerEvent.Left("bf16", "needs compute capability 8.0; this GPU has 7.5")),
                List.of("[E] made up \u001b[31mred"));
    }

    private static Measurement row(Precision precision, String output, double off) {
        return new Measurement(
                "tensorrt",
                precision,
                1234.5,
                4096,
                List.of(new Measurement.Output(
                        output,
                        "double precision",
                        Comparison.of(new double[] {1, 1 - off}, new double[] {1, 1}, precision, 0))),
                Latency.of(new double[] {0.01, 0.02, 0.03}));
    }
}
