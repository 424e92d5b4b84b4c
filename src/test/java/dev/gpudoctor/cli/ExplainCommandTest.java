package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainCommandTest {
    @Test
    void explainsAFindingById() {
        CommandLineRun run = CommandLineRun.of("explain", "cuda.uvm.not-loaded");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("How it is found", "nvidia-modprobe -u -c=0", "Sources");
    }

    @ParameterizedTest
    @CsvSource({
        "dla, Jetson AGX Orin and the Xavier boards have two, --dla 0",
        "FP16, nothing above 65504, '--precision FP32,FP16'",
        "int8, From TensorRT 11 on there is no calibration, --calibration SAMPLES",
        "calibration, one batch from each file of the, --calibration SAMPLES"
    })
    void explainsATopic(String topic, String said, String command) {
        CommandLineRun run = CommandLineRun.of("explain", topic);
        assertThat(run.code()).isZero();
        assertThat(run.out().replaceAll("\\s+", " ")).contains(said, command, "Sources");
        assertThat(CommandLineRun.of("explain", topic, "--format", "json").out())
                .contains("\"commands\"");
    }

    @Test
    void explainsACodeByNumberNameAndFamily() {
        assertThat(CommandLineRun.of("explain", "803").out())
                .contains("CUDA_ERROR_SYSTEM_DRIVER_MISMATCH", "cuda.compat.mismatch");
        assertThat(CommandLineRun.of("explain", "CUDA_ERROR_NO_DEVICE").out())
                .contains("CUDA 100", "cuda.devices.none");
        assertThat(CommandLineRun.of("explain", "NVML_ERROR_LIB_RM_VERSION_MISMATCH")
                        .out())
                .contains("NVML 18", "driver.module.library-mismatch");
        assertThat(CommandLineRun.of("explain", "xid", "79").out())
                .contains("hardware.gpu.fell-off-bus")
                .doesNotContain("NVML");
        assertThat(CommandLineRun.of("explain", "exit", "14").out()).contains("hardware.inforom.corrupted");
    }

    @Test
    void listsEverythingInThreeForms() throws Exception {
        assertThat(CommandLineRun.of("explain", "--list").out()).contains("driver.nouveau.loaded");
        JsonNode json = Json.parse(
                CommandLineRun.of("explain", "--list", "--format", "json").out());
        assertThat(json.size()).isGreaterThan(100);
        assertThat(CommandLineRun.of("explain", "--list", "--format", "markdown")
                        .out())
                .contains("## What cannot be seen");
    }

    @Test
    void readsALogFromStandardInput() throws Exception {
        CommandLineRun run = CommandLineRun.withInput(
                "docker: Error response from daemon: could not select device driver \"\" with capabilities: [[gpu]].\n",
                "explain",
                "--log",
                "-");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("container.toolkit.missing", "line 1:");
        CommandLineRun nothing = CommandLineRun.withInput("all is well\n", "explain", "--log", "-", "--format", "json");
        assertThat(nothing.code()).isEqualTo(3);
        JsonNode answer = Json.parse(nothing.out());
        assertThat(answer.path("verdict").asText()).isEqualTo("unknown");
        assertThat(answer.has("cause")).isFalse();
        assertThat(JsonSchemas.faults("log-1", nothing.out())).isEmpty();
    }

    @Test
    void refusesWhatItCannotAnswer() {
        for (String[] arguments : new String[][] {
            {"explain"},
            {"explain", "no.such.thing"},
            {"explain", "--list", "803"},
            {"explain", "--log", "/no/such/file"},
            {"explain", "--from", "snapshot.json", "803"},
            {"explain", "--log", "-", "--from", "-"},
            {"explain", "--log", "-", "--here", "--from", "snapshot.json"}
        }) {
            CommandLineRun run = CommandLineRun.of(arguments);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines()).hasSize(1);
        }
    }
}
