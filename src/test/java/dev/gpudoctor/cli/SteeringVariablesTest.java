package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.app.ThisMachine;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.lab.FakeGpu;
import dev.gpudoctor.lab.FakeLibraries;
import dev.gpudoctor.lab.FakeMachine;
import dev.gpudoctor.probe.host.RootHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detection by difference through {@code check}: the libraries of the lab are loaded with and without a variable. */
class SteeringVariablesTest {
    private static final String CULPRIT = "env.variable.breaks-cuda";

    @TempDir
    Path folder;

    private FakeMachine machine;
    private Map<String, String> environment;

    @BeforeEach
    void aHealthyMachine() {
        machine = FakeMachine.healthy(folder.resolve("machine"), FakeGpu.h200())
                .library(
                        "usr/lib/x86_64-linux-gnu/libnvidia-ptxjitcompiler.so.580.159.04",
                        "libnvidia-ptxjitcompiler.so.1",
                        0)
                .write();
        environment = new HashMap<>(machine.environment());
    }

    @Test
    void aFolderOfLibraryPathThatHoldsABrokenDriverIsNamed() throws IOException {
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.writeString(broken.resolve("libcuda.so.1"), "no library");
        environment.merge("LD_LIBRARY_PATH", broken.toString(), (good, bad) -> bad + ":" + good);

        JsonNode report = check();

        assertThat(report.at("/machine/answers/cuInit/state").asText()).isEqualTo("unreadable");
        assertThat(culprit(report)).isEqualTo(broken + " in LD_LIBRARY_PATH set");
        assertThat(rootErrors(report)).containsExactly(CULPRIT);
    }

    @Test
    void aFolderOfLibraryPathWithAnotherDriverThatFailsIsNamed() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.copy(FakeLibraries.of("libcuda.so.1"), other.resolve("libcuda.so.1"));
        Files.writeString(other.resolve("answers"), "*=999\n");
        environment.merge("LD_LIBRARY_PATH", other.toString(), (good, bad) -> bad + ":" + good);

        JsonNode report = check();

        assertThat(culprit(report)).isEqualTo(other + " in LD_LIBRARY_PATH set");
        assertThat(rootErrors(report)).containsExactly(CULPRIT);
    }

    @Test
    void theVariableThatHidesEveryGpuIsNamed() throws IOException {
        environment.put("CUDA_VISIBLE_DEVICES", "7");

        JsonNode report = check();

        assertThat(rootErrors(report)).containsExactly("env.cuda-visible-devices.invalid");
        assertThat(culprit(report)).isEqualTo("CUDA_VISIBLE_DEVICES set");
    }

    @Test
    void aPreloadedLibraryThatKeepsProgramsFromCudaIsNamed() throws IOException {
        Path library = Files.copy(FakeLibraries.of("libpreload.so"), folder.resolve("libpreload.so"));
        environment.put("LD_PRELOAD", library.toString());

        JsonNode report = check();

        assertThat(report.at("/machine/answers/cuInit/value/code").asInt(-1)).isZero();
        assertThat(culprit(report)).isEqualTo("LD_PRELOAD set");
        assertThat(rootErrors(report)).containsExactly(CULPRIT);
    }

    @Test
    void variablesThatBreakNothingAreNotBlamed() throws IOException {
        Path library = Files.copy(FakeLibraries.of("libcudart.so.12"), folder.resolve("harmless.so"));
        environment.put("LD_PRELOAD", library.toString());
        environment.put("CUDA_VISIBLE_DEVICES", "0");

        JsonNode report = check();

        assertThat(report.at("/machine/answers/retries")).isEmpty();
        assertThat(rootErrors(report)).isEmpty();
    }

    @Test
    void aFailureThatNoVariableCuresIsNotBlamedOnOne() throws IOException {
        Files.writeString(machine.script(), Files.readString(machine.script()) + "cuInit=999\n");
        environment.put("CUDA_VISIBLE_DEVICES", "0");

        JsonNode report = check();

        assertThat(report.at("/machine/answers/retries")).isNotEmpty();
        assertThat(rootErrors(report)).containsExactly("cuda.init.failed");
    }

    private JsonNode check() throws IOException {
        CommandLineRun run = CommandLineRun.on(
                new ThisMachine(this::host, List.of()), environment, "", "check", "--format", "json", "--no-redact");
        assertThat(run.err()).isEmpty();
        return Json.parse(run.out());
    }

    private RootHost host(Map<String, String> variables) {
        try {
            return RootHost.captured(machine.root(), variables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String culprit(JsonNode report) {
        for (JsonNode finding : report.path("findings")) {
            if (finding.path("id").asText().equals(CULPRIT)) {
                return finding.path("observed").asText();
            }
        }
        throw new AssertionError("no variable is blamed: " + report.path("findings"));
    }

    private static List<String> rootErrors(JsonNode report) {
        return report.path("findings").findParents("rootCause").stream()
                .filter(finding -> finding.path("rootCause").asBoolean()
                        && finding.path("severity").asText().equals("error"))
                .map(finding -> finding.path("id").asText())
                .toList();
    }
}
