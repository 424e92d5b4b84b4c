package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.lab.FakeGpu;
import dev.gpudoctor.lab.FakeMachine;
import dev.gpudoctor.lab.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The smoke test against a driver that answers, fails, hangs and crashes as a script says. */
@Timeout(120)
class SmokeCommandTest {
    private static final String CUDART = "usr/local/cuda/lib64/libcudart.so.12";

    @TempDir
    Path folder;

    @Test
    void aHealthyDriverPassesUpToWhatIsInstalled() throws Exception {
        FakeMachine machine =
                healthy().library(CUDART, "libcudart.so.12", 12060).write();

        JsonNode report = report(machine, 0);

        assertThat(report.path("outcome").asText()).isEqualTo("passed");
        assertThat(outcome(report, "driver")).isEqualTo("passed");
        assertThat(outcome(report, "kernel")).isEqualTo("passed");
        assertThat(outcome(report, "runtime")).isEqualTo("passed");
        assertThat(outcome(report, "cudnn")).isEqualTo("skipped");
        assertThat(layer(report, "cudnn").at("/findings/0/id").asText()).isEqualTo("smoke.library.missing");
        assertThat(layer(report, "driver").at("/facts/gpu").asText()).isEqualTo("NVIDIA H200");
        assertThat(layer(report, "runtime").path("libraries").toString()).contains("libcudart.so.12");
        assertThat(layer(report, "kernel").path("steps").toString()).contains("compile PTX");
    }

    @ParameterizedTest
    @CsvSource({
        "cuInit, 100, driver, CUDA_ERROR_NO_DEVICE",
        "cuInit, 803, driver, CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
        "cuDevicePrimaryCtxRetain, 2, driver, CUDA_ERROR_OUT_OF_MEMORY",
        "cuMemAlloc_v2, 2, driver, CUDA_ERROR_OUT_OF_MEMORY",
        "cuMemcpyDtoH_v2, 700, driver, CUDA_ERROR_ILLEGAL_ADDRESS",
        "cuModuleLoadDataEx, 222, kernel, CUDA_ERROR_UNSUPPORTED_PTX_VERSION",
        "cuLaunchKernel, 719, kernel, CUDA_ERROR_LAUNCH_FAILED",
        "cudaMalloc, 35, runtime, cudaErrorInsufficientDriver",
        "cudaMemcpy, 2, runtime, cudaErrorMemoryAllocation"
    })
    void anErrorCodeFailsItsLayerByName(String function, String code, String layer, String name) throws Exception {
        FakeMachine machine = healthy()
                .library(CUDART, "libcudart.so.12", 12060)
                .answer(function, code)
                .write();

        JsonNode report = report(machine, 1, "--layer", layer.equals("driver") ? "driver,runtime" : "driver," + layer);

        assertThat(outcome(report, layer)).isEqualTo("failed");
        assertThat(layer(report, layer).path("reason").asText()).contains(function, code, name);
        assertThat(layer(report, layer).path("findings")).isNotEmpty();
        if (layer.equals("driver")) {
            assertThat(outcome(report, "runtime")).isEqualTo("skipped");
            assertThat(layer(report, "runtime").path("reason").asText()).isEqualTo("layer driver did not pass");
        }
    }

    @Test
    void outOfMemoryIsNamed() throws Exception {
        FakeMachine machine = healthy().answer("cuMemAlloc_v2", "2").write();

        assertThat(layer(report(machine, 1, "--layer", "driver"), "driver")
                        .at("/findings/0/id")
                        .asText())
                .isEqualTo("smoke.gpu.out-of-memory");
    }

    @ParameterizedTest
    @CsvSource({"wrong, outside the tolerance", "nan, not a number", "nothing, never written"})
    void aWrongResultFails(String kind, String said) throws Exception {
        FakeMachine machine = healthy().answer("kernel", kind).write();

        JsonNode kernel = layer(report(machine, 1, "--layer", "kernel"), "kernel");

        assertThat(kernel.path("outcome").asText()).isEqualTo("failed");
        assertThat(kernel.path("reason").asText()).contains(said);
    }

    @ParameterizedTest
    @CsvSource({
        "cuInit, driver, cuInit, libcuda.so",
        "cuLaunchKernel, kernel, run kernel, libcuda.so",
        "cudaMemcpy, runtime, copy there and back, libcudart.so"
    })
    void aCrashFailsItsLayerAndSaysWhere(String function, String name, String step, String library) throws Exception {
        FakeMachine machine = healthy()
                .library(CUDART, "libcudart.so.12", 12060)
                .answer(function, "null")
                .write();

        JsonNode layer = layer(report(machine, 1, "--layer", name), name);

        assertThat(layer.path("reason").asText()).contains("signal", "during " + step);
        assertThat(layer.at("/findings/0/id").asText()).isEqualTo("smoke.worker.crashed");
        assertThat(layer.path("log").toString()).contains("SIGSEGV", library);
        assertThat(Leftovers.of(machine)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "cuInit, driver, cuInit",
        "cuLaunchKernel, kernel, run kernel",
        "cudaMemcpy, runtime, copy there and back"
    })
    void aHangIsEndedAndLeavesNothing(String function, String name, String step) throws Exception {
        FakeMachine machine = healthy()
                .library(CUDART, "libcudart.so.12", 12060)
                .answer(function, "sleep 1000")
                .write();

        JsonNode layer = layer(report(machine, 1, "--layer", name, "--timeout", "10"), name);

        assertThat(layer.path("reason").asText()).contains("time limit", "during " + step);
        assertThat(layer.at("/findings/0/id").asText()).isEqualTo("smoke.worker.timeout");
        assertThat(Leftovers.of(machine)).isEmpty();
    }

    /** Both the child at work and the one that waits for its turn end with it. */
    @Test
    void aDoctorThatSomebodyKillsLeavesNothing() throws Exception {
        FakeMachine machine = healthy().answer("cuInit", "sleep 1000").write();
        Set<String> before = temporaryFiles();
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "smoke",
                "--layer",
                "driver,kernel");
        command.environment().putAll(machine.environment());
        Process doctor = command.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (Leftovers.of(machine).stream().noneMatch(SmokeCommandTest::isInDriver)) {
            assertThat(doctor.isAlive()).isTrue();
            Thread.onSpinWait();
        }

        doctor.destroyForcibly().waitFor();

        while (!Leftovers.of(machine).isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(temporaryFiles()).isSubsetOf(before);
    }

    @Test
    void aWorkerThatSomebodyKillsFailsItsLayer() throws Exception {
        FakeMachine machine = healthy().answer("cuInit", "sleep 1000").write();
        Set<String> before = temporaryFiles();
        Thread killer = new Thread(() -> {
            // The one that waits in cuInit has the driver loaded; the one that waits for its turn has not.
            while (Leftovers.of(machine).stream()
                    .noneMatch(process -> isInDriver(process) && process.destroyForcibly())) {
                Thread.onSpinWait();
            }
        });
        killer.start();

        JsonNode driver = layer(report(machine, 1, "--layer", "driver,kernel"), "driver");

        killer.join();
        assertThat(driver.path("reason").asText()).contains("signal 9");
        assertThat(driver.at("/findings/0/id").asText()).isEqualTo("smoke.worker.crashed");
        assertThat(Leftovers.of(machine)).isEmpty();
        assertThat(temporaryFiles()).isSubsetOf(before);
    }

    private static boolean isInDriver(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "maps"))
                    .contains("libcuda.so");
        } catch (IOException gone) {
            return false;
        }
    }

    /** What a JVM, JNA, JavaCPP or a comparison might leave behind. */
    private static Set<String> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name ->
                            name.startsWith("jna") || name.startsWith("javacpp") || name.startsWith("gpudoctor"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void aChildWhoseTurnNeverComesIsEnded() throws Exception {
        FakeMachine machine = healthy()
                .library(CUDART, "libcudart.so.12", 12060)
                .answer("cuInit", "100")
                .write();

        JsonNode report = report(machine, 1, "--layer", "driver,kernel,runtime");

        assertThat(outcome(report, "kernel")).isEqualTo("skipped");
        assertThat(outcome(report, "runtime")).isEqualTo("skipped");
        assertThat(Leftovers.of(machine)).isEmpty();
    }

    @Test
    void withoutADriverTheFirstLayerSaysWhatTheLoaderSaid() throws Exception {
        CommandLineRun run = CommandLineRun.with(
                FakeMachine.in(folder).write().environment(), "", "smoke", "--layer", "driver", "--format", "json");

        JsonNode driver = layer(Json.parse(run.out()), "driver");
        assertThat(run.code()).isEqualTo(1);
        assertThat(driver.path("reason").asText()).contains("libcuda.so.1", "cannot open shared object file");
    }

    @Test
    void nothingToTryIsNoSuccess() throws Exception {
        FakeMachine machine = healthy().write();

        JsonNode report = report(machine, 3, "--layer", "cudnn,tensorrt");

        assertThat(report.path("outcome").asText()).isEqualTo("skipped");
    }

    @Test
    void theTextTellsLayersAndTimes() {
        FakeMachine machine = healthy().write();

        CommandLineRun run = CommandLineRun.with(machine.environment(), "", "smoke", "--layer", "driver,kernel,cublas");

        assertThat(run.out())
                .containsPattern("driver +passed +\\d+\\.\\d\\d s")
                .containsPattern("cublas +skipped")
                .containsPattern("passed in \\d+\\.\\d\\d s: TensorRT 0.00 s");
        assertThat(run.err()).contains("driver passed");
    }

    @Test
    void junitHasACaseForEachLayer() {
        FakeMachine machine = healthy().answer("cuLaunchKernel", "719").write();

        CommandLineRun run = CommandLineRun.with(
                machine.environment(), "", "smoke", "--layer", "driver,kernel,model", "--format", "junit");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\"")
                .containsPattern(
                        "<testcase classname=\"gpudoctor.smoke\" name=\"kernel\" time=\"\\d+\\.\\d{3}\"><failure")
                .contains("CUDA_ERROR_LAUNCH_FAILED")
                .contains("<skipped message=\"no model was given\"");
    }

    @ParameterizedTest
    @CsvSource({
        "--shape, x:1x, --shape takes",
        "--input, x, --input takes",
        "--save-engine, e.plan, needs one --precision",
        "--reference-outputs, /no/such.npz, can't read /no/such.npz"
    })
    void refusesOptionsThatMakeNoSense(String option, String value, String said) {
        CommandLineRun run = CommandLineRun.of("smoke", "--model", "pom.xml", option, value);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(said);
    }

    private FakeMachine healthy() {
        return FakeMachine.healthy(folder, FakeGpu.h200());
    }

    private static JsonNode report(FakeMachine machine, int code, String... more) throws Exception {
        String directories = machine.environment().get("LD_LIBRARY_PATH");
        String[] fixed = {"smoke", "--format", "json", "--libraries", directories};
        String[] arguments =
                Stream.concat(Arrays.stream(fixed), Arrays.stream(more)).toArray(String[]::new);
        CommandLineRun run = CommandLineRun.with(machine.environment(), "", arguments);
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(JsonSchemas.faults("smoke-1", run.out())).isEmpty();
        return Json.parse(run.out());
    }

    private static JsonNode layer(JsonNode report, String name) {
        for (JsonNode layer : report.path("layers")) {
            if (layer.path("layer").asText().equals(name)) {
                return layer;
            }
        }
        throw new AssertionError("no layer " + name);
    }

    private static String outcome(JsonNode report, String name) {
        return layer(report, name).path("outcome").asText();
    }
}
