package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code suggest}, {@code images} and {@code dockerfile} for the machine at hand, as a snapshot tells it. */
class AdviceForThisMachineTest {
    private static CommandLineRun on(String machine, String... arguments) {
        return on(MachineCase.named(machine).machine(), arguments);
    }

    private static CommandLineRun on(ObjectNode machine, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--from", "-"));
        return CommandLineRun.withInput(machine.toString(), all.toArray(String[]::new));
    }

    private static JsonNode answer(String machine, int code, String... wishes) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("suggest", "--format", "json"));
        arguments.addAll(List.of(wishes));
        CommandLineRun run = on(machine, arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(JsonSchemas.faults("suggest-1", run.out())).isEmpty();
        return Json.parse(run.out());
    }

    private static JsonNode parts(JsonNode answer) {
        return answer.path("stacks").path(0).path("parts");
    }

    @Test
    void takesGpuDriverAndPythonOfTheMachine() throws Exception {
        JsonNode parts = parts(answer("healthy-workstation", ExitCode.OK, "torch"));
        assertThat(parts.path("gpu").asText()).contains("L40S").contains("8.9");
        assertThat(parts.path("driver").asText()).isEqualTo("580.95.05");
        assertThat(parts.path("python").asText()).isEqualTo("3.12");
    }

    @Test
    void namesTheMachinesDriverInAContradiction() throws Exception {
        JsonNode answer = answer("driver-at-the-floor-of-cuda-12", ExitCode.FINDINGS, "torch", "cuda>=13");
        assertThat(answer.path("conflict").toString())
                .contains("this machine's driver 525.60.13")
                .contains("cuda>=13");
        assertThat(answer.path("relaxations").toString()).contains("driver 580");
    }

    @Test
    void keepsTheJetPackOfAJetson() throws Exception {
        JsonNode parts = parts(answer("healthy-jetson-orin", ExitCode.OK));
        assertThat(parts.path("gpu").asText()).startsWith("Jetson Orin NX");
        assertThat(parts.path("jetpack").asText()).startsWith("6.2");
        assertThat(parts.has("driver")).isFalse();
        JsonNode xavier = parts(answer("healthy-jetson-xavier-nx", ExitCode.OK));
        assertThat(xavier.path("gpu").asText()).isEqualTo("Jetson Xavier NX");
        assertThat(xavier.path("jetpack").asText()).startsWith("5.1.2");
    }

    @Test
    void knowsAGpuWithoutDriverByItsPciId() throws Exception {
        JsonNode answer = answer("driver-absent", ExitCode.OK, "torch");
        assertThat(parts(answer).path("gpu").asText()).contains("8.9");
        assertThat(answer.path("notes").toString())
                .contains("No driver tells about the GPU at 0000:41:00.0")
                .contains("No driver was stated or read");
    }

    @Test
    void offersTheProcessorWhereThereIsNoGpu() {
        CommandLineRun run = on("no-gpu-build-machine", "suggest", "tensorrt");
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .contains("There is no NVIDIA GPU here; TensorRT and CUDA need one")
                .contains("On this processor (avx2, avx512f, avx512_vnni), slower")
                .contains("VNNI is for int8")
                .contains("$ pip install 'onnxruntime==")
                .contains("$ pip install 'openvino==");
        assertThat(on("no-gpu-build-machine", "images", "tensorrt").code()).isEqualTo(ExitCode.UNDETERMINED);
    }

    @ParameterizedTest
    @CsvSource({
        "amx_tile amx_int8 avx512_vnni, AMX multiplies matrices",
        "avx2 avx_vnni, VNNI is for int8",
        "avx2 avx512f, AVX-512 is for fp32",
        "avx2, AVX2 is for fp32"
    })
    void advisesByWhatTheProcessorHas(String features, String advice) {
        ObjectNode machine = MachineCase.named("no-gpu-build-machine").machine();
        ArrayNode list = ((ObjectNode) machine.path("cpu").path("features")).putArray("value");
        List.of(features.split(" ")).forEach(list::add);
        assertThat(on(machine, "suggest").out()).contains(advice);
    }

    @Test
    void doesNotSayThatThereIsNoGpuWhereItCouldNotLook() {
        ObjectNode machine = MachineCase.named("no-gpu-build-machine").machine();
        machine.putObject("pci").put("state", "unreadable").put("reason", "permission denied");
        CommandLineRun run = on(machine, "suggest");
        assertThat(run.out()).contains("No NVIDIA GPU could be read here").contains("name one with gpu=");
    }

    @Test
    void asksForAGpuWhereAnotherMachineIsMeant() {
        CommandLineRun run = CommandLineRun.of("suggest", "torch", "platform=linux-aarch64");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("for which GPU?");
    }

    @Test
    void judgesImagesByTheMachinesDriver() {
        CommandLineRun run = on("driver-at-the-floor-of-cuda-12", "images", "torch", "--top", "100");
        assertThat(run.out()).contains("Driver 525.60.13 runs CUDA").contains("Runs by minor-version compatibility");
    }

    @Test
    void writesADockerfileThatDoesNotFollowTheHostsSystem() {
        CommandLineRun run = on("healthy-workstation", "dockerfile", "tensorflow=2.10");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("FROM nvidia/cuda:11.2.2-cudnn8-runtime-ubuntu20.04");
    }
}
