package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.lab.FakeGpu;
import dev.gpudoctor.lab.FakeMachine;
import dev.gpudoctor.lab.Leftovers;
import dev.gpudoctor.model.ProtoWriter;
import dev.gpudoctor.model.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gpudoctor inspect --deep} with a TensorRT that answers, refuses, crashes and hangs as a script says. */
@Timeout(120)
class DeepInspectTest {
    private static final String ENGINE = "src/test/resources/models/conv-tensorrt-10.6.0-sm90.plan";
    private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu/";
    private static final String TENSORRT = LIBRARIES + "libnvinfer.so.11.2.1";
    private static final String PARSER = LIBRARIES + "libnvonnxparser.so.11.2.1";

    @TempDir
    Path folder;

    private FakeMachine withTensorRt() {
        return FakeMachine.healthy(folder.resolve("machine"), FakeGpu.h200())
                .library(TENSORRT, "libnvinfer.so.11", 110201)
                .library(PARSER, "libnvonnxparser.so.11", 110201);
    }

    private String model() throws IOException {
        ProtoWriter graph = new ProtoWriter()
                .message(1, Samples.node("Relu", "x", "a"))
                .message(1, Samples.node("Unheard", "a", "b"))
                .message(1, Samples.node("Identity", "b", "y"))
                .message(11, Samples.value("x", 1, 2))
                .message(12, Samples.value("y", 1, 2));
        return Files.write(
                        folder.resolve("model.onnx"), Samples.onnx(8, 17, graph).toBytes())
                .toString();
    }

    private static JsonNode inspect(FakeMachine machine, int code, String file, String... more) throws IOException {
        String[] arguments = Stream.concat(
                        Stream.of("inspect", "--deep", file, "--format", "json"), Arrays.stream(more))
                .toArray(String[]::new);
        CommandLineRun run = CommandLineRun.with(machine.environment(), "", arguments);
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(JsonSchemas.faults("model-1", run.out())).isEmpty();
        return Json.parse(run.out()).at("/models/0");
    }

    private static List<String> worstFindings(JsonNode model) {
        return StreamSupport.stream(model.path("findings").spliterator(), false)
                .filter(finding -> !finding.path("severity").asText().equals("info"))
                .map(finding -> finding.path("id").asText())
                .toList();
    }

    /** TensorRT 11.2 is no release that the engine's head promises to load on; that it does load outranks that. */
    @Test
    void anEngineThatLoadsFitsWhateverItsHeadSays() throws Exception {
        JsonNode model = inspect(withTensorRt().write(), 0, ENGINE);

        assertThat(model.at("/asked/answer").asText()).isEqualTo("takes");
        assertThat(model.at("/asked/tensorrt").asText()).isEqualTo("11.2.1");
        assertThat(model.path("fit").asText()).isEqualTo("fits");
        assertThat(worstFindings(model)).isEmpty();
        assertThat(model.path("findings").toString()).contains("model.engine.version-differs");
    }

    /** The texts are those of the strings in a real TensorRT 10.6. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Serialization assertion stdVersionRead == kSERIALIZATION_VERSION failed.Version tag does not match."
                        + " | tensorrt.engine.other-version | does-not-fit",
                "The engine plan file is generated on an incompatible device, expecting compute 9.0 got compute 8.6"
                        + " | tensorrt.engine.other-device | does-not-fit",
                "Platform specific tag mismatch detected. TensorRT plan files are only supported on the target"
                        + " | tensorrt.engine.other-platform | does-not-fit",
                "Serialization assertion plan->header.size == blobSize failed. | tensorrt.engine.damaged | does-not-fit",
                "Cannot deserialize plugin since corresponding IPluginCreatorInterface not found in Plugin Registry"
                        + " | tensorrt.plugin.missing | does-not-fit",
                "Cannot deserialize engine with lean runtime since IRuntime::getEngineHostCodeAllowed() is false."
                        + " | tensorrt.engine.host-code | undetermined",
                "Something new | model.tensorrt.refuses | does-not-fit"
            })
    void whatTensorRtSaysBecomesAFinding(String said, String id, String fit) throws Exception {
        FakeMachine machine = withTensorRt().answer("tensorrt.refuses", said).write();

        JsonNode model = inspect(machine, fit.equals("does-not-fit") ? 1 : 0, ENGINE);

        assertThat(model.at("/asked/answer").asText()).isEqualTo("refuses");
        assertThat(model.at("/asked/words/0").asText()).isEqualTo(said);
        assertThat(worstFindings(model)).contains(id);
        assertThat(model.path("fit").asText()).isEqualTo(fit);
    }

    @Test
    void aPersonReadsWhatTensorRtSaid() throws Exception {
        FakeMachine machine =
                withTensorRt().answer("tensorrt.refuses", "Something new").write();

        assertThat(CommandLineRun.with(machine.environment(), "", "inspect", "--deep", ENGINE)
                        .out())
                .contains("TensorRT 11.2.1 itself does not take it", "it says   Something new")
                .doesNotContain("inspect --deep");
    }

    @Test
    void theParserTakesAModel() throws Exception {
        JsonNode model = inspect(withTensorRt().write(), 0, model());

        assertThat(model.at("/asked/answer").asText()).isEqualTo("takes");
        assertThat(model.path("fit").asText()).isEqualTo("fits");
    }

    @Test
    void theNodesThatTheParserRefusesAreNamed() throws Exception {
        FakeMachine machine = withTensorRt()
                .answer("parser.takes", "0,2")
                .answer("parser.says", "Plugin not found")
                .write();

        JsonNode model = inspect(machine, 1, model());

        assertThat(model.at("/asked/nodes").asLong()).isEqualTo(3);
        assertThat(model.at("/asked/operators").toString()).isEqualTo("{\"Unheard\":1}");
        assertThat(model.at("/asked/words").toString()).contains("node 1: Plugin not found");
        assertThat(worstFindings(model)).contains("model.onnx.parser-refuses");
        assertThat(model.path("findings").toString()).contains("1 of 3 nodes: Unheard 1");
    }

    @ParameterizedTest
    @CsvSource({"abort, signal 6", "null, SIGSEGV"})
    void aCrashIsAnAnswerAndLeavesNothing(String kind, String end) throws Exception {
        FakeMachine machine =
                withTensorRt().answer("deserializeCudaEngine", kind).write();

        JsonNode model = inspect(machine, 1, ENGINE);

        assertThat(model.at("/asked/answer").asText()).isEqualTo("refuses");
        assertThat(model.at("/asked/words").toString()).containsIgnoringCase(end);
        assertThat(model.path("fit").asText()).isEqualTo("does-not-fit");
        assertThat(Leftovers.of(machine)).isEmpty();
    }

    @Test
    void aHangEndsAtTheLimit() throws Exception {
        FakeMachine machine =
                withTensorRt().answer("supportsModelV2", "sleep 1000").write();

        JsonNode model = inspect(machine, 1, model(), "--timeout", "5");

        assertThat(model.at("/asked/words").toString()).contains("time limit");
        assertThat(Leftovers.of(machine)).isEmpty();
    }

    /** What is not about the file speaks neither for nor against it. */
    @Test
    void whoeverCannotBeAskedIsSkippedWithTheReason() throws Exception {
        assertThat(skipped(0, FakeMachine.healthy(folder.resolve("none"), FakeGpu.h200())))
                .isEqualTo("no TensorRT was found here");
        assertThat(skipped(
                        0, FakeMachine.in(folder.resolve("no-driver")).library(TENSORRT, "libnvinfer.so.11", 110201)))
                .contains("needs a GPU that works", "libcuda.so.1");
        assertThat(skipped(
                        0,
                        FakeMachine.healthy(folder.resolve("no-gpu"), FakeGpu.h200())
                                .library(TENSORRT, "libnvinfer.so.11", 110201)
                                .answer("cuInit", "100")))
                .contains("needs a GPU that works", "CUDA_ERROR_NO_DEVICE");
        // The head alone says that so old a TensorRT cannot load it.
        assertThat(skipped(
                        1,
                        FakeMachine.healthy(folder.resolve("old"), FakeGpu.h200())
                                .library(LIBRARIES + "libnvinfer.so.7.2.3", "libnvinfer.so.7", 7203)))
                .isEqualTo("this distribution has no worker for TensorRT 7.2.3");
    }

    /** A TensorRT that does not start says nothing about the file, however it fails. */
    @ParameterizedTest
    @CsvSource({
        "abort, during createInferRuntime",
        "35, does not start: createInferRuntime gave nothing",
        "35, CUDA initialization failure with error: 35"
    })
    void aTensorRtThatDoesNotStartSaysNothingAboutTheFile(String answer, String reason) throws Exception {
        assertThat(skipped(0, withTensorRt().answer("createInferRuntime", answer)))
                .contains(reason);
    }

    private static String skipped(int code, FakeMachine machine) throws IOException {
        JsonNode model = inspect(machine.write(), code, ENGINE);
        assertThat(model.at("/asked/answer").asText()).isEqualTo("skipped");
        assertThat(model.path("open").toString()).contains("what TensorRT itself says: skipped");
        return model.at("/asked/reason").asText();
    }

    @Test
    void aModelNeedsTheParser() throws Exception {
        FakeMachine machine = FakeMachine.healthy(folder.resolve("machine"), FakeGpu.h200())
                .library(TENSORRT, "libnvinfer.so.11", 110201)
                .write();

        assertThat(inspect(machine, 0, model()).at("/asked/reason").asText())
                .isEqualTo("its ONNX parser was not found here");
    }

    @Test
    void asksNoOtherMachineThanThis() {
        CommandLineRun run =
                CommandLineRun.with(Map.of(), "", "inspect", "--deep", ENGINE, "--assume", "tensorrt=10.6.0");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--deep asks this machine");
    }
}
