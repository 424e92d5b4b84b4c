package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.lab.FakeGpu;
import dev.gpudoctor.lab.FakeMachine;
import dev.gpudoctor.lab.Leftovers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the smoke test says of the GPU that it watches meanwhile; each list holds what NVML tells look by look. */
@Timeout(120)
class SmokeWatchTest {
    @TempDir
    Path folder;

    @Test
    void aGpuThatStaysSoundIsTold() throws Exception {
        FakeMachine machine = machine(FakeGpu.h200()
                        .with("memory", "143771,0,537;143771,900,537;143771,10,537")
                        .with("clocks-event", "1;4;1")
                        .with("temperature", "37;52;40"))
                .write();

        JsonNode watch = report(machine, 0).path("watch");

        assertThat(watch.path("findings")).isEmpty();
        assertThat(watch.path("reason").asText()).isEmpty();
        assertThat(watch.path("samples").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(watch.at("/before/memoryUsedBytes").asLong()).isZero();
        assertThat(watch.at("/before/smClockMegahertz").asLong()).isEqualTo(1980);
        assertThat(watch.at("/before/memoryClockMegahertz").asLong()).isEqualTo(3201);
        assertThat(watch.at("/before/powerMilliwatts").asLong()).isEqualTo(79000);
        assertThat(watch.at("/highest/memoryUsedBytes").asLong()).isEqualTo(900L << 20);
        assertThat(watch.at("/highest/temperatureCelsius").asLong()).isEqualTo(52);
        assertThat(watch.at("/lowest/temperatureCelsius").asLong()).isEqualTo(37);
        assertThat(watch.at("/after/memoryUsedBytes").asLong()).isEqualTo(10L << 20);
        assertThat(watch.at("/clockReasons/SW_POWER_CAP").asInt()).isEqualTo(1);
        assertThat(Leftovers.of(machine)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ecc.volatile  | 0,0;5,0          | 0 | ''",
                "ecc.volatile  | 0,7;0,7          | 0 | ''",
                "ecc.volatile  | 0,0;0,2          | 1 | smoke.gpu.ecc-errors",
                "remapped      | 0,1,1,0;0,1,1,0  | 0 | ''",
                "remapped      | 0,0,0,0;0,1,1,0  | 1 | smoke.gpu.row-remap",
                "clocks-event  | 0x40;0           | 0 | ''",
                "clocks-event  | 0;0x8;0          | 0 | ''",
                "clocks-event  | 0;0x40;0         | 0 | smoke.gpu.throttled",
                "clocks-event  | 0;0x20;0         | 0 | smoke.gpu.throttled",
                "clocks-event  | 0;0x80;0         | 0 | smoke.gpu.throttled",
                "memory        | 9999,0,0;9999,60,0  | 0 | ''",
                "memory        | 9999,0,0;9999,900,0 | 0 | smoke.gpu.memory-left"
            })
    void whatMovedWronglyIsAFinding(String property, String looks, int code, String id) throws Exception {
        FakeMachine machine = machine(FakeGpu.h200().with(property, looks)).write();

        JsonNode report = report(machine, code);

        assertThat(report.path("outcome").asText()).isEqualTo(code == 0 ? "passed" : "failed");
        assertThat(report.at("/layers/0/outcome").asText()).isEqualTo("passed");
        assertThat(report.at("/watch/findings/0/id").asText()).isEqualTo(id);
    }

    @Test
    void memoryThatAnotherProcessTookIsNotOurs() throws Exception {
        FakeMachine machine = machine(
                        FakeGpu.h200().with("memory", "9999,0,0;9999,900,0").with("processes", ";4242,890"))
                .write();

        assertThat(report(machine, 0).at("/watch/findings")).isEmpty();
    }

    @Test
    void theTextShowsTheQuantitiesAndWhatIsWrong() {
        FakeMachine machine =
                machine(FakeGpu.h200().with("ecc.volatile", "0,0;0,2")).write();

        CommandLineRun run = CommandLineRun.with(machine.environment(), "", "smoke", "--layer", "driver");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("GPU 0, seen \\d+ times +before +least +most +after")
                .containsPattern("  ECC errors, uncorrected +0 +0 +2 +2")
                .contains("smoke.gpu.ecc-errors: ");
    }

    @Test
    void junitIsRedWhereTheGpuFailed() {
        FakeMachine machine =
                machine(FakeGpu.h200().with("ecc.volatile", "0,0;0,2")).write();

        CommandLineRun run =
                CommandLineRun.with(machine.environment(), "", "smoke", "--layer", "driver", "--format", "junit");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("tests=\"2\" failures=\"1\"")
                .contains("name=\"gpu\"><failure", "type=\"smoke.gpu.ecc-errors\"");
    }

    @Test
    void nvmlThatHangsInTheMiddleEndsTheWatchAlone() throws Exception {
        FakeMachine machine = machine(FakeGpu.h200())
                .answer("nvmlDeviceGetTemperature", ";sleep 1000")
                .write();

        JsonNode report = report(machine, 0, "--timeout", "16");

        assertThat(report.at("/watch/samples").asInt()).isEqualTo(1);
        assertThat(report.at("/watch/reason").asText()).contains("nvmlDeviceGetTemperature GPU 0", "did not survive");
        assertThat(report.at("/layers/0/outcome").asText()).isEqualTo("passed");
        assertThat(Leftovers.of(machine)).isEmpty();
    }

    @Test
    void nvmlThatCrashesEndsTheWatchAlone() throws Exception {
        FakeMachine machine = machine(FakeGpu.h200())
                .answer("nvmlDeviceGetPowerUsage", ";null")
                .write();

        JsonNode report = report(machine, 0);

        assertThat(report.at("/watch/reason").asText()).contains("nvmlDeviceGetPowerUsage GPU 0", "SIGSEGV");
        assertThat(report.at("/layers/0/outcome").asText()).isEqualTo("passed");
    }

    @ParameterizedTest
    @CsvSource({"nvmlInit_v2, 9, DRIVER_NOT_LOADED", "nvmlDeviceGetHandleByIndex_v2, 15, GPU_IS_LOST"})
    void nvmlThatRefusesIsNotAskedAgain(String function, String code, String said) throws Exception {
        FakeMachine machine = machine(FakeGpu.h200()).answer(function, code).write();

        JsonNode watch = report(machine, 0).path("watch");

        assertThat(watch.path("samples").asInt()).isZero();
        assertThat(watch.path("reason").asText()).contains(said);
    }

    @Test
    void withoutNvmlNothingIsWatched() throws Exception {
        JsonNode watch = report(FakeMachine.in(folder).write(), 1).path("watch");

        assertThat(watch.path("samples").asInt()).isZero();
        assertThat(watch.path("reason").asText()).isEqualTo("libnvidia-ml.so.1 is not there");
        assertThat(watch.has("before")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 44", "GPU-0a1b2c3d, ''"})
    void theGpuIsTheOneThatCudaMeans(String visible, String temperature) throws Exception {
        FakeMachine machine = FakeMachine.healthy(
                        folder,
                        FakeGpu.h200().with("temperature", "33"),
                        FakeGpu.h200().with("temperature", "44"))
                .write();
        Map<String, String> environment = new HashMap<>(machine.environment());
        environment.put("CUDA_VISIBLE_DEVICES", visible);

        JsonNode watch = report(environment, 0).path("watch");

        assertThat(watch.at("/before/temperatureCelsius").asText()).isEqualTo(temperature);
        assertThat(watch.path("reason").asText().isEmpty()).isEqualTo(!temperature.isEmpty());
    }

    private FakeMachine machine(FakeGpu gpu) {
        return FakeMachine.healthy(folder, gpu).answer("tick", "nvmlDeviceGetMemoryInfo_v2");
    }

    private JsonNode report(FakeMachine machine, int code, String... more) throws Exception {
        return report(machine.environment(), code, more);
    }

    private JsonNode report(Map<String, String> environment, int code, String... more) throws Exception {
        String[] fixed = {"smoke", "--layer", "driver", "--format", "json", "--libraries", folder.toString()};
        String[] arguments = Stream.of(fixed, more).flatMap(Arrays::stream).toArray(String[]::new);
        CommandLineRun run = CommandLineRun.with(environment, "", arguments);
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(JsonSchemas.faults("smoke-1", run.out())).isEmpty();
        return Json.parse(run.out());
    }
}
