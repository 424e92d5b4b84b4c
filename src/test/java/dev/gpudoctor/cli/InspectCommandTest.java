package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.model.ProtoWriter;
import dev.gpudoctor.model.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gpudoctor inspect} as a user meets it. */
class InspectCommandTest {
    private static final String ENGINE = "src/test/resources/models/conv-tensorrt-10.6.0-sm90.plan";

    @TempDir
    private Path folder;

    private String write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes).toString();
    }

    private String onnx(long opset, ProtoWriter graph) throws IOException {
        return write("model.onnx", Samples.onnx(8, opset, graph).toBytes());
    }

    /** The same engine meets other TensorRTs and GPUs. */
    @ParameterizedTest
    @CsvSource({
        "'tensorrt=10.6.0.26,gpu=9.0', 0, fits",
        "'tensorrt=10.6.0,gpu=9.0', 0, fits",
        "'tensorrt=10.6,gpu=9.0', 0, fits",
        "'tensorrt=10.6.0.26', 0, undetermined",
        "'gpu=9.0', 0, undetermined",
        "'tensorrt=10.6.0.26,gpu=8.6', 0, model.engine.gpu-differs",
        "'tensorrt=10.6.0.282,gpu=9.0', 0, fits",
        "'tensorrt=10.6.0.27,gpu=9.0', 0, model.engine.version-differs",
        "'tensorrt=10.7.0,gpu=9.0', 0, model.engine.version-differs",
        "'tensorrt=11.0.0,gpu=9.0', 0, model.engine.version-differs",
        "'tensorrt=10.5.0,gpu=9.0', 1, model.engine.built-by-newer",
        "'tensorrt=8.6.1,gpu=9.0', 1, model.engine.built-by-newer"
    })
    void judgesAnEngine(String assumption, int code, String expected) {
        CommandLineRun run = CommandLineRun.of("inspect", ENGINE, "--assume", assumption, "--format", "json");
        assertThat(run.out()).contains('"' + expected + '"');
        assertThat(run.code()).isEqualTo(code);
    }

    @Test
    void saysThatAnOldEngineCannotBeVersionCompatible() throws IOException {
        CommandLineRun run =
                CommandLineRun.of("inspect", write("old.engine", Samples.archive()), "--assume", "tensorrt=8.6.1");
        assertThat(run.out()).contains("model.engine.built-by-older").contains("8.2.1.8");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
    }

    @ParameterizedTest
    @CsvSource({
        "17, tensorrt=8.6.1, 0, fits",
        "18, tensorrt=8.6.1, 1, model.onnx.opset-too-new",
        "20, tensorrt=10.3.0, 0, fits",
        "24, tensorrt=10.3.0, 0, undetermined",
        "26, tensorrt=10.3.0, 1, model.onnx.opset-too-new",
        "7, tensorrt=10.0.1, 1, model.onnx.opset-too-old",
        "21, onnxruntime=1.20, 0, fits",
        "22, onnxruntime=1.20, 1, model.onnx.opset-too-new"
    })
    void judgesTheOperatorSet(long opset, String assumption, int code, String expected) throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "inspect", onnx(opset, Samples.relu(1, 3)), "--assume", assumption, "--format", "json");
        assertThat(run.out()).contains('"' + expected + '"');
        assertThat(run.code()).isEqualTo(code);
    }

    /** The number is ONNX's own for the type. */
    @ParameterizedTest
    @CsvSource({
        "1, tensorrt=8.6.1, 0, fits",
        "11, tensorrt=10.0.1, 0, model.onnx.type-narrowed",
        "7, tensorrt=8.6.1, 0, model.onnx.type-narrowed",
        "7, tensorrt=10.0.1, 0, fits",
        "8, tensorrt=10.0.1, 1, model.onnx.type-unsupported",
        "16, tensorrt=8.6.1, 1, model.onnx.type-needs-newer",
        "16, tensorrt=10.0.1, 0, fits",
        "23, tensorrt=10.0.1, 1, model.onnx.type-needs-newer",
        "23, tensorrt=10.8.0, 0, fits"
    })
    void judgesElementTypes(int type, String assumption, int code, String expected) throws IOException {
        ProtoWriter graph = new ProtoWriter()
                .message(1, Samples.node("Identity", "x", "y"))
                .message(11, Samples.value("x", type, 2))
                .message(12, Samples.value("y", type, 2));
        CommandLineRun run = CommandLineRun.of("inspect", onnx(17, graph), "--assume", assumption, "--format", "json");
        assertThat(run.out()).contains('"' + expected + '"');
        assertThat(run.code()).isEqualTo(code);
    }

    @Test
    void namesThePartsThatAreMissing() throws IOException {
        ProtoWriter graph = Samples.relu(-1, 3).message(5, Samples.external("w", "weights.bin", 0, 16));
        CommandLineRun run = CommandLineRun.of("inspect", onnx(17, graph), "--assume", "tensorrt=8.6.1");
        assertThat(run.out()).contains("model.onnx.external-data-missing", "weights.bin", "model.onnx.dynamic-shape");
        assertThat(run.out()).doesNotContain("trtexec");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
    }

    @Test
    void saysHowAnEngineIsBuiltFromAModelThatFits() throws IOException {
        CommandLineRun run = CommandLineRun.of("inspect", onnx(17, Samples.relu(-1, 3)), "--assume", "tensorrt=8.6.1");
        String onnx = folder.resolve("model.onnx").toString();
        String stem = folder.resolve("model").toString();
        String smoke = "gpudoctor smoke --layer model --model " + onnx + " --input x=" + stem
                + ".input0.npy --shape x:1x3 --reference-outputs " + stem + ".onnxruntime.npz --precision ";
        assertThat(run.out())
                .contains("To TensorRT on your device", "On a PC: Keep fixed inputs and what ONNX Runtime gives")
                .contains("InferenceSession('" + onnx + "'", smoke + "FP32,FP16\n")
                .contains(smoke + "INT8 --calibration calibration\n", smoke + "FP16 --dla 0\n")
                .contains(smoke + "FP16 --save-engine " + stem + ".engine\n")
                .contains("trtexec", "--optShapes=x:1x3");
        assertThat(run.code()).isZero();
    }

    /** What is printed for the device is what the command takes; nothing is built, for there is no model yet. */
    @Test
    void printsStepsThatSmokeTakes() throws IOException {
        onnx(17, Samples.relu(-1, 3));
        write(
                "a/saved_model.pb",
                Samples.savedModel(Samples.graphDef(Samples.tensorFlowNode("x", "Placeholder")), "serve")
                        .toBytes());
        int taken = 0;
        CommandLineRun run =
                CommandLineRun.of("inspect", folder.toString(), "--format", "json", "--assume", "tensorrt=8.6.1");
        for (JsonNode model : Json.parse(run.out()).get("models")) {
            for (JsonNode step : model.get("steps")) {
                assertThat(step.get("place").asText()).isIn("pc", "device");
                List<String> argv = new ArrayList<>();
                step.get("argv").forEach(word -> argv.add(word.asText()));
                if (argv.contains("smoke")) {
                    argv.set(
                            argv.indexOf("--model") + 1,
                            folder.resolve("none.onnx").toString());
                    CommandLineRun smoke =
                            CommandLineRun.of(argv.subList(1, argv.size()).toArray(String[]::new));
                    assertThat(smoke.err()).contains("can't read").contains("none.onnx");
                    taken++;
                }
            }
        }
        assertThat(taken).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "'tensorrt=8.6.1,gpu=8.7', 'Orin', 'Xavier'",
        "'tensorrt=8.5.2,gpu=7.2', 'Xavier NX', 'Orin'",
        "'tensorrt=8.6.1,gpu=8.6', 'save-engine', '--dla'",
        "'tensorrt=10.13.0,gpu=8.7', 'save-engine', '--dla'",
        "'tensorrt=11.0.0,gpu=9.0', '--precision FP32 --save-engine', '--precision FP16'"
    })
    void namesWhatTheDeviceHas(String assumption, String said, String unsaid) throws IOException {
        CommandLineRun run = CommandLineRun.of("inspect", onnx(17, Samples.relu(1, 3)), "--assume", assumption);
        assertThat(run.out()).contains(said).doesNotContain(unsaid);
    }

    /** No command writes the file that was inspected. */
    @ParameterizedTest
    @CsvSource({"model.engine, --save-engine, model-new.engine", "model.onnx, --save-engine, model.engine"})
    void neverOverwritesTheModel(String name, String option, String written) throws IOException {
        String file = write(name, Samples.onnx(8, 17, Samples.relu(1, 3)).toBytes());
        CommandLineRun run = CommandLineRun.of("inspect", file, "--assume", "tensorrt=8.6.1");
        assertThat(run.out()).contains(option + " " + folder.resolve(written) + "\n");
    }

    @Test
    void neverConvertsAGraphIntoItself() throws IOException {
        byte[] graph = Samples.graphDef(
                        Samples.tensorFlowNode("x", "Placeholder"), Samples.tensorFlowNode("y", "Relu", "x"))
                .toBytes();
        CommandLineRun run = CommandLineRun.of("inspect", write("graph.onnx", graph));
        assertThat(run.out()).contains("--output " + folder.resolve("graph-new.onnx"));
    }

    @Test
    void takesTheNamesThatAConvertedSavedModelHas() throws IOException {
        ProtoWriter graph = Samples.graphDef(Samples.tensorFlowNode("serving_default_x", "Placeholder"));
        String file =
                write("export/saved_model.pb", Samples.savedModel(graph, "mine").toBytes());
        CommandLineRun run = CommandLineRun.of("inspect", file);
        assertThat(run.out())
                .contains("model.signatures['serving_default']", "tags=['mine']", "    'features': np.asarray")
                .contains("--input features=" + folder.resolve("export.input0.npy"));
    }

    @Test
    void takesTheFirstSignatureWhereNoneIsTheDefault() throws IOException {
        ProtoWriter graph = Samples.graphDef(Samples.tensorFlowNode("x", "Placeholder"));
        String file = write(
                "export/saved_model.pb",
                Samples.savedModel(graph, "serve", "score", "raw").toBytes());
        CommandLineRun run = CommandLineRun.of("inspect", file);
        assertThat(run.out())
                .contains("--signature_def raw", "with the signature raw of raw, score", "inputs and outputs of raw")
                .contains("model.signatures['raw']");
    }

    @Test
    void callsASavedModelWithoutSignatures() throws IOException {
        ProtoWriter graph = Samples.graphDef(Samples.tensorFlowNode("x", "Placeholder"));
        String file = write(
                "export/saved_model.pb",
                Samples.savedModel(graph, "serve", new String[0]).toBytes());
        CommandLineRun run = CommandLineRun.of("inspect", file);
        assertThat(run.out())
                .contains("--concrete_function 0", "model.__call__.concrete_functions[0]")
                .contains("gpudoctor inspect " + folder.resolve("export.onnx"));
    }

    @ParameterizedTest
    @CsvSource({"variables/variables.index", "variables/variables.data-00000-of-00001"})
    void pointsFromAPartToItsSavedModel(String part) throws IOException {
        CommandLineRun run = CommandLineRun.of("inspect", write("export/" + part, new byte[] {1, 2, 3, 4, 5, 6, 7}));
        assertThat(run.out())
                .contains("part of a SavedModel", "gpudoctor inspect " + folder.resolve("export") + "\n")
                .doesNotContain("tf2onnx");
    }

    @Test
    void saysWhatElseCanBeDoneWithWeights() throws IOException {
        assertThat(CommandLineRun.of("inspect", write("w.safetensors", Samples.safetensors()))
                        .out())
                .contains("torch.onnx.export", "On a PC");
        assertThat(CommandLineRun.of("inspect", write("w.gguf", Samples.gguf())).out())
                .contains("llama.cpp")
                .doesNotContain("To TensorRT on your device");
    }

    @Test
    void answersTheThreeQuestionsAboutAFrozenGraph() throws IOException {
        String file = write(
                "frozen.pb",
                Samples.graphDef(Samples.tensorFlowNode("x", "Placeholder"), Samples.tensorFlowNode("y", "Relu", "x"))
                        .toBytes());
        CommandLineRun run =
                CommandLineRun.with(Map.of("COLUMNS", "80"), "", "inspect", file, "--assume", "tensorrt=8.6.1");
        assertThat(run.out())
                .contains("TensorFlow frozen GraphDef", "x:0", "y:0", "model.tensorflow.frozen-graph")
                .contains("--graphdef " + file + " --inputs x:0 --outputs y:0")
                .contains("tf2onnx==1.17.0", "--opset 17");
        assertThat(run.code()).isZero();
    }

    @Test
    void namesTheFolderOfASavedModel() throws IOException {
        ProtoWriter graph = Samples.graphDef(Samples.tensorFlowNode("serving_default_x", "Placeholder"));
        write("export/saved_model.pb", Samples.savedModel(graph, "mine").toBytes());
        CommandLineRun run = CommandLineRun.of("inspect", folder.toString());
        assertThat(run.out())
                .contains("--saved-model " + folder.resolve("export") + " --tag mine")
                .contains("tf2onnx==1.17.0 tensorflow-cpu==2.15.1 'onnx<1.17'", "model.tensorflow.no-serve-tag");
    }

    /** Download caches keep files under the names of their hashes and folders of links to them. */
    @Test
    void followsTheLinksOfADownloadCache() throws IOException {
        Path blob = Path.of(
                write("blobs/0a1b2c", Samples.onnx(8, 17, Samples.relu(1, 3)).toBytes()));
        Path snapshot = Files.createDirectories(folder.resolve("snapshots/main"));
        Files.createSymbolicLink(snapshot.resolve("model.onnx"), snapshot.relativize(blob));
        Files.createSymbolicLink(snapshot.resolve("loop"), folder);
        Path link = Files.createSymbolicLink(folder.resolve("latest"), snapshot);
        CommandLineRun run = CommandLineRun.of("inspect", link.toString(), "--assume", "tensorrt=8.6.1");
        assertThat(run.out()).startsWith(link.resolve("model.onnx") + "\n").contains("ONNX model");
        assertThat(run.code()).isZero();
    }

    @Test
    void saysWhichOperatorsHaveNoMapping() throws IOException {
        ProtoWriter graph = Samples.graphDef(
                Samples.tensorFlowNode("x", "Placeholder"), Samples.tensorFlowNode("y", "DecodeJpeg", "x"));
        CommandLineRun run = CommandLineRun.of("inspect", write("g.pb", graph.toBytes()));
        assertThat(run.out()).contains("model.tensorflow.operator-unmapped", "DecodeJpeg");
    }

    @Test
    void refusesAHalfModel() throws IOException {
        ProtoWriter graph =
                Samples.graphDef(Samples.tensorFlowNode("x", "Placeholder"), Samples.tensorFlowNode("v", "VariableV2"));
        CommandLineRun run = CommandLineRun.of("inspect", write("train.pb", graph.toBytes()));
        assertThat(run.out()).contains("model.tensorflow.not-frozen", "import_meta_graph");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
    }

    @ParameterizedTest
    @CsvSource({
        "'', model.file.empty",
        "'<html><body>Not found</body></html>', model.file.html-page",
        "'version https://git-lfs.github.com/spec/v1', model.file.lfs-pointer",
        "'some words', model.file.unknown",
        "'ftrt', model.file.broken"
    })
    void exitsTwoWithoutAUsableModel(String content, String id) throws IOException {
        CommandLineRun run =
                CommandLineRun.of("inspect", write("model.onnx", content.getBytes()), "--assume", "gpu=8.6");
        assertThat(run.out()).contains(id);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void exitsTwoForATruncatedEngine() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(ENGINE));
        String cut = write("cut.engine", java.util.Arrays.copyOf(whole, 4096));
        CommandLineRun run = CommandLineRun.of("inspect", cut, "--assume", "tensorrt=10.6.0,gpu=9.0");
        assertThat(run.out()).contains("model.engine.truncated", "115084", "4096");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void exitsTwoForWhatIsNotThere() {
        CommandLineRun run =
                CommandLineRun.of("inspect", folder.resolve("none.onnx").toString());
        assertThat(run.out()).contains("model.file.unreadable", "no such file");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandLineRun.of("inspect", folder.toString()).out()).contains("directory without a model");
    }

    @ParameterizedTest
    @CsvSource({"driver=470", "tensorrt=new", "gpu=toaster", "tensorrt"})
    void refusesAnAssumptionThatItCannotUse(String assumption) {
        CommandLineRun run = CommandLineRun.of("inspect", ENGINE, "--assume", assumption);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--assume");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void showsSeveralFilesAsATable() throws IOException {
        onnx(17, Samples.relu(1));
        write("sub/w.safetensors", Samples.safetensors());
        CommandLineRun run = CommandLineRun.of("inspect", folder.toString(), "--assume", "tensorrt=8.6.1");
        assertThat(run.out().lines().filter(line -> line.contains("model.onnx")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("ONNX model", "fits"));
        assertThat(run.out()).contains("safetensors weights", "2 files, 0 of them");
    }

    @Test
    void fitsEightyColumnsExceptForCommands() throws IOException {
        Map<String, String> narrow = Map.of("COLUMNS", "80");
        Stream<String> lines = Stream.of(
                        CommandLineRun.with(narrow, "", "inspect", ENGINE, "--assume", "tensorrt=8.6.1,gpu=8.9"),
                        CommandLineRun.with(
                                narrow, "", "inspect", onnx(22, Samples.relu(-1)), "--assume", "tensorrt=8.6.1"))
                .flatMap(run -> run.out().lines());
        assertThat(lines.filter(line -> !line.startsWith("         ") && !line.startsWith("/")))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void keepsItsSchema() throws IOException {
        onnx(22, Samples.relu(-1, 3));
        write(
                "a/saved_model.pb",
                Samples.savedModel(Samples.graphDef(Samples.tensorFlowNode("x", "Placeholder")), "serve")
                        .toBytes());
        write("b.safetensors", Samples.safetensors());
        write("c.gguf", Samples.gguf());
        write("d.engine", Samples.archive());
        write("e.pt", new byte[0]);
        CommandLineRun run = CommandLineRun.of(
                "inspect",
                folder.toString(),
                ENGINE,
                "--format",
                "json",
                "--assume",
                "tensorrt=8.6.1,onnxruntime=1.16,gpu=8.6");
        assertThat(JsonSchemas.faults("model-1", run.out())).isEmpty();
        assertThat(JsonSchemas.faults("model-1", run.out().replace("\"path\"", "\"place\"")))
                .isNotEmpty();
    }

    @Test
    void printsNothingThatSteersATerminal() throws IOException {
        ProtoWriter graph = new ProtoWriter()
                .message(1, Samples.node("Re\u001b[31mlu", "x", "y"))
                .message(11, Samples.value("x\u001b]0;title\u0007", 1, 2));
        String file = write("e\u001b[2J.onnx", Samples.onnx(8, 17, graph).toBytes());
        CommandLineRun run = CommandLineRun.of("inspect", file, "-v", "--assume", "tensorrt=8.6.1");
        assertThat(run.out()).doesNotContain("\u001b", "\u0007").contains("Re\uFFFD[31mlu");
    }
}
