package dev.gpudoctor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.model.OnnxModel.ExternalFile;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.format.ModelFinder;
import dev.gpudoctor.model.format.ModelReader;
import dev.gpudoctor.model.format.Surroundings;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a model. */
class ModelReaderTest {
    private static final Path ENGINE = Path.of("src/test/resources/models/conv-tensorrt-10.6.0-sm90.plan");

    @TempDir
    private Path folder;

    private static ModelFile read(byte[] bytes) throws IOException {
        return ModelReader.read(ByteSource.of(bytes), Surroundings.none());
    }

    private static ModelFile read(ProtoWriter message) throws IOException {
        return read(message.toBytes());
    }

    @Test
    void readsVersionLengthAndGpuOfARealEngine() {
        EngineFile engine = (EngineFile) ModelReader.read(ENGINE);
        assertThat(engine.version()).contains(Version.of("10.6.0.26"));
        assertThat(engine.declaredSize()).contains(115_084L);
        assertThat(engine.isTruncated()).isFalse();
        assertThat(engine.counter()).contains(239L);
        assertThat(engine.builtOn()).contains(new EngineFile.BuildGpu(ComputeCapability.of("9.0"), 132));
    }

    @Test
    void seesThatARealEngineIsCutShort() throws IOException {
        byte[] whole = Files.readAllBytes(ENGINE);
        EngineFile engine = (EngineFile) read(Arrays.copyOf(whole, whole.length - 1));
        assertThat(engine.isTruncated()).isTrue();
        assertThat(engine.version()).contains(Version.of("10.6.0.26"));
    }

    @Test
    void readsABareArchive() throws IOException {
        EngineFile engine = (EngineFile) read(Samples.archive());
        assertThat(engine.version()).contains(Version.of("8.2.1.8"));
        assertThat(engine.builtOn()).contains(new EngineFile.BuildGpu(ComputeCapability.of("5.3"), 1));
        assertThat(engine.isTruncated()).isFalse();
    }

    @Test
    void findsTheEngineBehindAnExportersText() throws IOException {
        EngineFile engine = (EngineFile) read(Samples.wrapped(Samples.plan(8, 6, 1, 6), "{\"task\":\"detect\"}"));
        assertThat(engine.version()).contains(Version.of("8.6.1.6"));
        assertThat(engine.prefix()).contains("{\"task\":\"detect\"}");
        assertThat(engine.isTruncated()).isFalse();
    }

    @Test
    void takesInitializersOutOfTheInputsOfOldModels() throws IOException {
        ProtoWriter weight =
                new ProtoWriter().varint(1, 4).varint(2, 1).text(8, "w").bytes(9, new byte[16]);
        ProtoWriter graph = Samples.relu(1, -1).message(5, weight).message(11, Samples.value("w", 1, 4));
        OnnxModel model = (OnnxModel) read(Samples.onnx(3, 9, graph));
        assertThat(model.inputs()).extracting(Tensor::name).containsExactly("x");
        assertThat(model.inputs().get(0).shape()).hasToString("1x?");
        assertThat(model.weightTypes()).isEqualTo(Map.of("FLOAT", 1L));
        assertThat(model.mainOpset()).contains(9L);
        assertThat(model.irVersion()).isEqualTo(3);
    }

    @Test
    void countsTheOperatorsOfSubgraphs() throws IOException {
        ProtoWriter branch = new ProtoWriter().message(1, Samples.node("Exp", "x", "b"));
        ProtoWriter choice = Samples.node("If", "c", "y")
                .message(5, new ProtoWriter().text(1, "then_branch").message(6, branch))
                .message(5, new ProtoWriter().text(1, "else_branch").message(6, branch));
        OnnxModel model = (OnnxModel) read(Samples.onnx(8, 17, Samples.relu(1).message(1, choice)));
        assertThat(model.operators()).isEqualTo(Map.of("Relu", 1L, "If", 1L, "Exp", 2L));
        assertThat(model.inputs()).hasSize(1);
    }

    @Test
    void refusesSubgraphsNestedWithoutEnd() throws IOException {
        ProtoWriter graph = Samples.relu(1);
        for (int i = 0; i < 200; i++) {
            ProtoWriter node = Samples.node("If", "c", "y").message(5, new ProtoWriter().message(6, graph));
            graph = new ProtoWriter().message(1, node);
        }
        ModelFile file = read(Samples.onnx(8, 17, graph));
        assertThat(file).isInstanceOfSatisfying(DamagedFile.class, broken -> assertThat(broken.problem())
                .contains("nested deeper"));
    }

    @Test
    void looksForExternalDataInTheFolderOnly() throws IOException {
        Files.write(folder.resolve("whole.data"), new byte[64]);
        Files.write(folder.resolve("short.data"), new byte[10]);
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Files.createSymbolicLink(inside.resolve("link.data"), folder.resolve("whole.data"));
        ProtoWriter graph = Samples.relu(1)
                .message(5, Samples.external("a", "../whole.data", 0, 4))
                .message(5, Samples.external("b", "link.data", 0, 4))
                .message(5, Samples.external("c", "/etc/passwd", 0, 4))
                .message(5, Samples.external("d", "none.data", 0, 4))
                .message(5, Samples.external("e", "whole.data", 32, 32))
                .message(5, Samples.external("f", "short.data", 8, 4));
        Files.write(inside.resolve("whole.data"), new byte[64]);
        Files.write(inside.resolve("short.data"), new byte[10]);
        Path file =
                Files.write(inside.resolve("m.onnx"), Samples.onnx(8, 17, graph).toBytes());
        OnnxModel model = (OnnxModel) ModelReader.read(file);
        assertThat(model.externalFiles())
                .containsExactly(
                        new ExternalFile("../whole.data", 4, new ExternalFile.Outside()),
                        new ExternalFile("link.data", 4, new ExternalFile.Outside()),
                        new ExternalFile("/etc/passwd", 4, new ExternalFile.Outside()),
                        new ExternalFile("none.data", 4, new ExternalFile.Missing()),
                        new ExternalFile("whole.data", 64, new ExternalFile.Present(64)),
                        new ExternalFile("short.data", 12, new ExternalFile.Short(10)));
    }

    @Test
    void stepsOverTenGigabytesOfWeights() throws IOException {
        long weights = 10L << 30;
        byte[] head = new ProtoWriter().varint(1, 8).toBytes();
        byte[] tensor = new ProtoWriter()
                .varint(1, 4)
                .varint(2, 1)
                .text(8, "w")
                .claim(9, weights)
                .toBytes();
        byte[] tail = Samples.relu(1, 3).toBytes();
        byte[] initializer = new ProtoWriter().claim(5, tensor.length + weights).toBytes();
        long graph = initializer.length + tensor.length + weights + tail.length;
        Path file = folder.resolve("large.onnx");
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(head);
            out.write(new ProtoWriter().claim(7, graph).toBytes());
            out.write(initializer);
            out.write(tensor);
            out.seek(out.getFilePointer() + weights);
            out.write(tail);
            out.write(new ProtoWriter()
                    .message(8, new ProtoWriter().varint(2, 17))
                    .toBytes());
        }
        OnnxModel model = (OnnxModel) ModelReader.read(file);
        assertThat(model.size()).isGreaterThan(weights);
        assertThat(model.inputs()).extracting(Tensor::name).containsExactly("x");
        assertThat(model.mainOpset()).contains(17L);
        assertThat(model.weightTypes()).isEqualTo(Map.of("FLOAT", 1L));
    }

    @Test
    void namesTheDownloadThatStoppedInsideTheGraph() throws IOException {
        byte[] whole = Samples.onnx(8, 17, Samples.relu(1, 3)).toBytes();
        ModelFile file = read(Arrays.copyOf(whole, whole.length - 30));
        assertThat(file.recognition().format()).isEqualTo(Format.ONNX);
        assertThat(file).isInstanceOf(DamagedFile.class);
    }

    @Test
    void tellsInputsAndOutputsOfAFrozenGraph() throws IOException {
        ProtoWriter graph = Samples.graphDef(
                Samples.tensorFlowNode("x", "Placeholder"),
                Samples.tensorFlowNode("rate", "PlaceholderWithDefault"),
                Samples.tensorFlowNode("w", "Const"),
                Samples.tensorFlowNode("hidden", "MatMul", "x", "w:0"),
                Samples.tensorFlowNode("y", "Softmax", "hidden"),
                Samples.tensorFlowNode("side", "Relu", "hidden:0", "^rate"),
                Samples.tensorFlowNode("init", "NoOp"),
                Samples.tensorFlowNode("save/restore", "Identity", "w"));
        TensorFlowModel model = (TensorFlowModel) read(graph);
        assertThat(model.recognition().format()).isEqualTo(Format.TF_FROZEN_GRAPH);
        assertThat(model.inputs()).extracting(Tensor::name).containsExactly("x:0", "rate:0");
        assertThat(model.inputs()).extracting(Tensor::optional).containsExactly(false, true);
        assertThat(model.outputs()).extracting(Tensor::name).containsExactly("y:0", "side:0");
        assertThat(model.isGuessed()).isTrue();
        assertThat(model.producer()).contains(1645L);
    }

    @Test
    void namesInputsWithoutANode() throws IOException {
        TensorFlowModel model = (TensorFlowModel) read(Samples.graphDef(
                Samples.tensorFlowNode("x", "Placeholder"), Samples.tensorFlowNode("y", "Add", "x", "lost:1")));
        assertThat(model.graph().danglingInputs()).containsExactly("lost");
    }

    @Test
    void takesTheSignatureOfASavedModelAndMissesItsVariables() throws IOException {
        byte[] bytes = Samples.savedModel(
                        Samples.graphDef(
                                Samples.tensorFlowNode("serving_default_x", "Placeholder"),
                                Samples.tensorFlowNode("v", "VarHandleOp")),
                        "serve")
                .toBytes();
        Path file = Files.write(folder.resolve("saved_model.pb"), bytes);
        TensorFlowModel model = (TensorFlowModel) ModelReader.read(file);
        assertThat(model.version()).contains(Version.of("2.10.1"));
        assertThat(model.inputs()).extracting(Tensor::name).containsExactly("serving_default_x:0");
        assertThat(model.outputs()).extracting(Tensor::name).containsExactly("StatefulPartitionedCall:0");
        assertThat(model.metaGraphs().get(0).tags()).containsExactly("serve");
        assertThat(model.missingParts()).containsExactly("variables/variables.index");
        Files.createDirectory(folder.resolve("variables"));
        Files.write(folder.resolve("variables/variables.index"), new byte[1]);
        assertThat(((TensorFlowModel) ModelReader.read(file)).missingParts()).isEmpty();
    }

    @Test
    void readsAGraphWrittenAsText() throws IOException {
        TensorFlowModel model = (TensorFlowModel) read("""
                node { name: "x" op: "Placeholder"
                  attr { key: "dtype" value { type: DT_FLOAT } }
                  attr { key: "shape" value { shape { dim { size: -1 } dim { size: 4 } } } } }
                node { name: "y" op: "Relu" input: "x" attr { key: "T" value { type: DT_FLOAT } } }
                versions { producer: 27 }
                """.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(model.inputs()).hasSize(1);
        assertThat(model.inputs().get(0))
                .hasToString(new Tensor("x:0", "float32", Shape.of(List.of(-1L, 4L))).toString());
        assertThat(model.outputs()).extracting(Tensor::name).containsExactly("y:0");
    }

    @Test
    void refusesWhatIsNoRegularFile() {
        assertThat(ModelReader.read(folder))
                .isInstanceOfSatisfying(
                        DamagedFile.class, file -> assertThat(file.problem()).contains("not a regular file"));
        assertThat(ModelReader.read(folder.resolve("none"))).isInstanceOf(DamagedFile.class);
    }

    @Test
    void missesTheEndOfSafetensors() throws IOException {
        byte[] whole = Samples.safetensors();
        assertThat(read(whole).details()).contains(new Detail("tensors", "1 (F32 1)"));
        assertThat(read(Arrays.copyOf(whole, whole.length - 1))).isInstanceOf(DamagedFile.class);
    }

    /** Found by fuzzing: a parser that guesses the encoding takes this header for UTF-32. */
    @Test
    void readsTheHeaderOfSafetensorsAsUtf8Only() throws IOException {
        byte[] header = {'{', 0, 0, 0, '"', 0};
        byte[] file = java.nio.ByteBuffer.allocate(8 + header.length)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
        assertThat(read(file)).isInstanceOf(DamagedFile.class);
    }

    @Test
    void walksADirectoryToTheModelsInIt() throws IOException {
        Path saved =
                Files.createDirectories(folder.resolve("a/saved/variables")).getParent();
        Files.write(saved.resolve("saved_model.pb"), new byte[1]);
        Files.write(saved.resolve("fingerprint.pb"), new byte[1]);
        Files.write(folder.resolve("a/net.onnx"), new byte[1]);
        Files.write(folder.resolve("a/notes.txt"), new byte[1]);
        Files.write(folder.resolve("step.meta"), new byte[1]);
        Files.write(folder.resolve("step.index"), new byte[1]);
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        assertThat(ModelFinder.find(folder))
                .containsExactly(
                        folder.resolve("a/net.onnx"), saved.resolve("saved_model.pb"), folder.resolve("step.meta"));
    }
}
