package dev.gpudoctor.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.process.ChildEnd;
import dev.gpudoctor.process.ChildResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What smoke tests reported on real GPUs, as {@code src/test/gpu/run-gpu.sh} brought it home. */
class RecordedSmokeTest {
    private static final Path FOLDER = Path.of("src/test/resources/smoke");
    /** Of the wall time, and at least this many milliseconds: what gpudoctor itself may take. */
    private static final double OWN_SHARE = 0.1;

    private static final double OWN_MILLIS = 300;

    static List<Path> reports() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("reports")
    void keepsTheSchema(Path report) throws IOException {
        assertThat(JsonSchemas.faults("smoke-1", Files.readString(report))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h100/tensorrt-10.6",
                "h100/tensorrt-10.6-precisions",
                "h100/tensorrt-10.6-model",
                "h100/tensorrt-10.6-calibrated",
                "h100/tensorrt-8.6-precisions"
            })
    void passedWithEveryNumberInItsTolerance(String name) throws IOException {
        JsonNode report = read(name);

        assertThat(report.path("outcome").asText()).isEqualTo("passed");
        assertThat(report.findValues("outside")).isNotEmpty().allMatch(count -> count.asInt() == 0);
        assertThat(report.findValues("untouched")).allMatch(count -> count.asInt() == 0);
        assertThat(report.findValues("notANumber")).allMatch(count -> count.asInt() == 0);
        assertThat(report.at("/millis/own").asDouble())
                .isLessThan(Math.max(
                        OWN_MILLIS, OWN_SHARE * report.at("/millis/total").asDouble()));
    }

    @Test
    void everyPrecisionOfTheGpuWasMeasured() throws IOException {
        assertThat(read("h100/tensorrt-10.6-precisions").findValuesAsText("precision"))
                .contains("FP32", "TF32", "FP16", "BF16", "INT8", "FP8");
    }

    /** Without types in the network TensorRT chose FP32 kernels whatever was allowed, so these rows proved nothing. */
    @Test
    void aPrecisionThatNothingWasComputedInIsNotClaimed() throws IOException {
        JsonNode layers = read("h100/tensorrt-10.6-precisions").path("layers");

        assertThat(claimed(Layer.TENSORRT, layers.path(1))).containsExactly(Precision.FP32);
        assertThat(claimed(Layer.ONNX, layers.path(2)))
                .containsExactly(Precision.FP32, Precision.FP16, Precision.BF16, Precision.INT8, Precision.FP8);
        assertThat(claimed(Layer.MODEL, layers.path(1))).contains(Precision.FP32, Precision.FP16);
        assertThat(told(Layer.TENSORRT, layers.path(1)).left())
                .extracting(WorkerEvent.Left::what)
                .containsExactly("tf32", "fp16", "bf16");
    }

    private static List<Precision> claimed(Layer layer, JsonNode recorded) throws IOException {
        return told(layer, recorded).measurements().stream()
                .map(Measurement::precision)
                .toList();
    }

    /** What becomes of the measurements that a worker reported. */
    private static LayerResult told(Layer layer, JsonNode recorded) throws IOException {
        Transcript transcript = new Transcript(progress -> {});
        for (JsonNode row : recorded.path("measurements")) {
            transcript.line(WorkerEvent.write(new WorkerEvent.Measured(Json.read(row, Measurement.class))));
        }
        ChildResult end = new ChildResult(new ChildEnd.Exited(0), Duration.ofSeconds(1), List.of(), 0, List.of());
        return transcript.result(layer, LayerResult.Outcome.PASSED, "", end, List.of());
    }

    @Test
    void aMissingBuilderResourceIsNamed() throws IOException {
        JsonNode report = read("h100/tensorrt-11.2-without-builder-resource");

        assertThat(report.path("outcome").asText()).isEqualTo("failed");
        assertThat(StreamSupport.stream(
                                report.at("/layers/1/findings/0/remedies").spliterator(), false)
                        .map(remedy -> remedy.path("argv").toString()))
                .contains("[\"gpudoctor\",\"explain\",\"tensorrt.builder-resource.missing\"]");
    }

    private static JsonNode read(String name) throws IOException {
        return Json.parse(Files.readString(FOLDER.resolve(name + ".json")));
    }
}
