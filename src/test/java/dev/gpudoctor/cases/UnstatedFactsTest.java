package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.cli.CommandLineRun;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a document states for its samples is no law, and what no row states is not known: asked through the commands. */
class UnstatedFactsTest {
    private static final Matrix MATRIX = Matrix.builtIn();
    private static final DocumentedStacks STACKS = new DocumentedStacks(MATRIX);
    private static final ComputeCapability GPU = ComputeCapability.of("8.6");

    @TempDir
    private Path directory;

    private static CommandLineRun check(Stack stack, String... more) {
        List<String> line = new ArrayList<>(List.of("check", "--from", "-", "--no-policy", "--format", "json"));
        line.addAll(List.of(more));
        return CommandLineRun.withInput(Snapshot.of(stack.machine()).tree().toString(), line.toArray(String[]::new));
    }

    private static Stack onNewestDriver(String program) {
        return STACKS.moved(new Stack("a program", "workstation", program, GPU, Map.of()), GPU);
    }

    /** The samples of TensorRT 10 name Python 3.8 to 3.10; its wheels are for newer ones too. */
    @ParameterizedTest
    @ValueSource(strings = {"3.11", "3.12"})
    void tensorRtServesThePythonsOfItsWheels(String python) throws Exception {
        int judged = 0;
        VersionRange releases = VersionRange.of(">=10.0,<10.14");
        for (TensorRtRelease release : MATRIX.rows(Subject.TENSORRT)) {
            if (releases.admits(release.version()) && !STACKS.tensorRt(release).isEmpty()) {
                Version cuda = release.builtWithCuda().get(0);
                CommandLineRun run = check(DocumentedStacks.libraries(
                                onNewestDriver("tensorrt"), cuda, Optional.empty(), Optional.of(release.version()))
                        .with(Stack.PYTHON, Version.of(python)));
                assertThat(Json.parse(run.out()).path("verdict").asText())
                        .as("TensorRT %s: %s", release.key(), run.out())
                        .isEqualTo("healthy");
                judged++;
            }
        }
        assertThat(judged).isGreaterThanOrEqualTo(14);
    }

    /** ONNX Runtime for CUDA 12 takes the CUDA libraries of any 12.x. */
    @ParameterizedTest
    @ValueSource(strings = {"1.21.0", "1.22.0", "1.23.0", "1.24.1", "1.25.0", "1.26.0"})
    void onnxRuntimeTakesAnyMinorOfItsCuda(String release) throws Exception {
        Stack stack = onNewestDriver("onnxruntime")
                .with(Stack.RELEASE, Version.of(release))
                .with(Stack.BUILT_WITH, Version.of("12.8"))
                .with(Stack.PYTHON, Version.of("3.12"))
                .with(Stack.CUDA, Version.of("12.4"))
                .with(Stack.CUDNN, Version.of("9.10.2"))
                .with(Stack.CUDNN_CUDA, Version.of("12"));
        CommandLineRun run = check(stack);
        assertThat(Json.parse(run.out()).path("findings")).as(run.out()).isEmpty();
        assertThat(run.code()).isZero();
    }

    private Path announced(String table, String row) throws Exception {
        Files.writeString(
                directory.resolve("manifest.json"),
                "{\"schemaVersion\":1,\"dataVersion\":\"9.9.9\",\"asOf\":\"2026-11-30\",\"mode\":\"overlay\"}");
        Files.writeString(
                directory.resolve("sources.json"),
                "{\"rows\":[{\"id\":\"doc\",\"title\":\"A document\",\"url\":\"https://example.org/doc\"}]}");
        Path file = directory.resolve(table + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"rows\":[" + row + "]}");
        return directory;
    }

    @Test
    void anAnnouncedFrameworkIsNotKnown() throws Exception {
        String matrix = announced(
                        "frameworks/torch",
                        "{\"framework\":\"torch\",\"release\":\"2.99.0\",\"variant\":\"cu130\","
                                + "\"platform\":\"linux-x86_64\",\"sources\":[\"doc\"]}")
                .toString();
        Stack stack = onNewestDriver("torch")
                .with(Stack.RELEASE, Version.of("2.99.0"))
                .with(Stack.BUILT_WITH, Version.of("13.0"))
                .with(Stack.PYTHON, Version.of("3.12"))
                .with(Stack.CUDA, Version.of("13.0"));
        JsonNode checked = Json.parse(check(stack, "--matrix", matrix).out());
        assertThat(checked.path("verdict").asText()).isEqualTo("undetermined");
        assertThat(checked.toString()).contains("torch 2.99.0 for CUDA 13.0 is not in the matrix");
        CommandLineRun suggested = CommandLineRun.of("suggest", "torch=2.99", "gpu=8.6", "--matrix", matrix);
        assertThat(suggested.code()).isEqualTo(2);
        assertThat(suggested.err()).contains("what torch 2.99.0 goes with is not known");
        Path file = directory.resolve("Dockerfile");
        Files.writeString(
                file,
                "FROM nvidia/cuda:13.0.1-base-ubuntu22.04\nRUN pip install torch==2.99.0"
                        + " --index-url https://download.pytorch.org/whl/cu132\n");
        assertThat(CommandLineRun.of("lint", "--matrix", matrix, "--format", "json", file.toString())
                        .out())
                .doesNotContain("docker.pip.torch-build-missing", "docker.pip.pins-contradict");
        assertThat(CommandLineRun.of("matrix", "verify", matrix).out()).contains("states no fact");
    }

    @Test
    void anAnnouncedTensorRtIsNotKnown() throws Exception {
        String matrix = announced("tensorrt", "{\"version\":\"99.1.0\",\"sources\":[\"doc\"]}")
                .toString();
        Stack stack = DocumentedStacks.libraries(
                onNewestDriver("tensorrt"), Version.of("13.0"), Optional.empty(), Optional.of(Version.of("99.1.0")));
        assertThat(Json.parse(check(stack, "--matrix", matrix).out())
                        .path("verdict")
                        .asText())
                .isEqualTo("undetermined");
        CommandLineRun suggested = CommandLineRun.of(
                "suggest", "tensorrt=99.1", "gpu=8.6", "driver=580.95.05", "--strict", "--matrix", matrix);
        assertThat(suggested.code()).isEqualTo(3);
        assertThat(suggested.out()).contains("? The matrix does not name the CUDA of TensorRT 99.1.0");
    }
}
