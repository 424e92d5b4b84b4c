package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.lab.FakeGpu;
import dev.gpudoctor.lab.FakeMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * NVIDIA's own libraries where no GPU is: each ends in a finding and none takes the doctor with it. They are what {@code
 * src/test/real/fetch.sh} unpacked; run by the profile {@code real-libraries}.
 */
@Timeout(300)
class SmokeRealLibrariesIT {
    private static final Path WORK = Path.of("target/real-libraries").toAbsolutePath();
    private static final String DRIVER = WORK + "/driver/usr/lib/x86_64-linux-gnu/nvidia/current";
    private static final Path WHEELS = WORK.resolve("pythons/opt/torch/venv/lib/python3.11/site-packages/nvidia");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"8.6", "10.6", "11.2"})
    void tensorRtWithARealDriver(String release) throws Exception {
        JsonNode report = report(
                Map.of("LD_LIBRARY_PATH", DRIVER),
                WORK.resolve("tensorrt").resolve(release).toString(),
                "driver,tensorrt,onnx");

        assertThat(layer(report, "driver").path("reason").asText()).contains("cuInit", "100 CUDA_ERROR_NO_DEVICE");
        assertThat(layer(report, "driver").at("/findings/0/remedies/0/argv").toString())
                .isEqualTo("[\"gpudoctor\",\"explain\",\"100\"]");
        assertThat(layer(report, "driver").path("libraries").toString()).contains("libcuda.so.535");
        assertThat(layer(report, "tensorrt").path("reason").asText()).isEqualTo("layer driver did not pass");
        assertThat(layer(report, "tensorrt").path("findings")).isNotEmpty();
        assertThat(layer(report, "onnx").path("outcome").asText()).isEqualTo("skipped");
    }

    /** Of TensorRT nothing is touched before the driver has answered, for it would end the process. */
    @ParameterizedTest
    @ValueSource(strings = {"8.6", "10.6", "11.2"})
    void tensorRtAloneAsksTheDriverFirst(String release) throws Exception {
        JsonNode tensorRt = layer(
                report(
                        Map.of("LD_LIBRARY_PATH", DRIVER),
                        WORK.resolve("tensorrt").resolve(release).toString(),
                        "tensorrt"),
                "tensorrt");

        assertThat(tensorRt.path("reason").asText()).contains("CUDA_ERROR_NO_DEVICE");
    }

    /** A driver that only pretends to have a GPU: TensorRT itself starts, finds that out, and ends or refuses. */
    @ParameterizedTest
    @ValueSource(strings = {"8.6", "10.6", "11.2"})
    void tensorRtOnADriverThatIsNone(String release) throws Exception {
        JsonNode tensorRt = layer(
                report(
                        fake().environment(),
                        WORK.resolve("tensorrt").resolve(release).toString(),
                        "tensorrt"),
                "tensorrt");

        assertThat(tensorRt.path("outcome").asText()).isEqualTo("failed");
        assertThat(tensorRt.path("steps").toString()).contains("open TensorRT");
        assertThat(tensorRt.path("log").toString()).contains("CUDA initialization failure with error: 36");
        assertThat(explained(tensorRt)).contains("tensorrt.cuda.init-failure");
    }

    @Test
    void theRuntimeWithARealDriver() throws Exception {
        JsonNode runtime = layer(
                report(Map.of("LD_LIBRARY_PATH", DRIVER), wheel("cuda_runtime").toString(), "runtime"), "runtime");

        assertThat(runtime.path("reason").asText()).contains("100 cudaErrorNoDevice");
        assertThat(runtime.path("facts").toString()).contains("12.4");
        assertThat(runtime.path("libraries").toString()).contains("libcudart.so.12");
    }

    @Test
    void theRuntimeWithoutADriver() throws Exception {
        JsonNode runtime = layer(report(Map.of(), wheel("cuda_runtime").toString(), "runtime"), "runtime");

        assertThat(runtime.path("reason").asText()).contains("35 cudaErrorInsufficientDriver");
        assertThat(runtime.path("findings").toString()).contains("explain");
    }

    @Test
    void cublasIsLoadedAndFailsByName() throws Exception {
        String path = wheel("cublas") + ":" + wheel("cuda_runtime");
        JsonNode cublas = layer(report(fake().environment(), path, "cublas"), "cublas");

        assertThat(cublas.path("reason").asText()).contains("cublasCreate_v2", "CUBLAS_STATUS_NOT_INITIALIZED");
        assertThat(cublas.path("libraries").toString()).contains("libcublas.so.12", "libcublasLt.so.12");
    }

    @Test
    void cudnnIsLoadedWithItsPartsAndFailsByName() throws Exception {
        JsonNode cudnn = layer(report(fake().environment(), wheel("cudnn") + ":" + wheel("cublas"), "cudnn"), "cudnn");

        assertThat(cudnn.path("steps").toString()).contains("check parts");
        assertThat(cudnn.path("reason").asText()).contains("cudnnCreate", "CUDNN_STATUS_NOT_INITIALIZED");
    }

    @Test
    void cudnnWithoutOneOfItsParts() throws Exception {
        Path parts = parts();
        Files.delete(parts.resolve("libcudnn_ops.so.9"));

        JsonNode cudnn = layer(report(fake().environment(), parts.toString(), "cudnn"), "cudnn");

        assertThat(cudnn.path("reason").asText()).contains("during check parts");
        assertThat(cudnn.path("log").toString()).contains("Unable to load any of {libcudnn_ops.so.9");
        assertThat(explained(cudnn)).contains("cudnn.parts.missing");
    }

    @Test
    void cudnnWithAPartOfAnotherRelease() throws Exception {
        Path parts = parts();
        Files.delete(parts.resolve("libcudnn_ops.so.9"));
        Files.createSymbolicLink(parts.resolve("libcudnn_ops.so.9"), WORK.resolve("cudnn-other/libcudnn_ops.so.9"));

        JsonNode cudnn = layer(report(fake().environment(), parts.toString(), "cudnn"), "cudnn");

        assertThat(cudnn.path("reason").asText())
                .contains("cudnnOpsVersionCheck", "CUDNN_STATUS_SUBLIBRARY_VERSION_MISMATCH");
        assertThat(explained(cudnn)).contains("cudnn.parts.mixed");
    }

    /** The real cuDNN in a folder of its own: the file that looks for the parts beside itself is a copy. */
    private Path parts() throws IOException {
        Path parts = Files.createDirectories(folder.resolve("cudnn"));
        try (Stream<Path> files = Files.list(wheel("cudnn"))) {
            for (Path file : files.toList()) {
                Path copy = parts.resolve(file.getFileName());
                if (file.endsWith("libcudnn.so.9")) {
                    Files.copy(file, copy);
                } else {
                    Files.createSymbolicLink(copy, file);
                }
            }
        }
        return parts;
    }

    private static String explained(JsonNode layer) {
        return layer.at("/findings/0/remedies").toString();
    }

    private FakeMachine fake() {
        return FakeMachine.healthy(folder.resolve("machine"), FakeGpu.h200()).write();
    }

    private static Path wheel(String name) {
        return WHEELS.resolve(name).resolve("lib");
    }

    private static JsonNode report(Map<String, String> environment, String libraries, String layers) throws Exception {
        CommandLineRun run = CommandLineRun.with(
                environment, "", "smoke", "--format", "json", "--libraries", libraries, "--layer", layers);
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(JsonSchemas.faults("smoke-1", run.out())).isEmpty();
        return Json.parse(run.out());
    }

    private static JsonNode layer(JsonNode report, String name) {
        for (JsonNode layer : report.path("layers")) {
            if (layer.path("layer").asText().equals(name)) {
                return layer;
            }
        }
        throw new AssertionError("no layer " + name + " in " + List.of(report));
    }
}
