package dev.gpudoctor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.FormatSamples;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.ProtoWriter;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.fit.Inspection;
import dev.gpudoctor.model.fit.Inspector;
import dev.gpudoctor.model.fit.RuntimeTarget;
import dev.gpudoctor.model.format.ModelReader;
import dev.gpudoctor.model.format.Surroundings;
import dev.gpudoctor.report.InspectionText;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a file holds, it is judged without a fault. Each target keeps the mark of its format in place, so that the
 * search spends its time behind it.
 */
class ModelFuzzTest {
    private static final Inspector INSPECTOR = new Inspector(
            new Catalog(),
            Matrix.builtIn(),
            new RuntimeTarget(
                    Optional.of(Version.of("8.6.1")),
                    Optional.of(Version.of("1.16")),
                    List.of(ComputeCapability.of("8.6")),
                    "assumed"));

    static Stream<byte[]> samples() throws IOException {
        return FormatSamples.all().stream().map(FormatSamples.Sample::bytes);
    }

    private static ModelFile judge(byte[] bytes) throws IOException {
        ModelFile file = ModelReader.read(ByteSource.of(bytes), Surroundings.none());
        Inspection inspection = INSPECTOR.inspect("model", file);
        String text = new InspectionText(80, true).render(List.of(inspection));
        assertThat(text)
                .doesNotContain("\u001b")
                .contains(file.recognition().format().title());
        return file;
    }

    private static byte[] marked(byte[] data, int at, String mark) {
        byte[] letters = mark.getBytes(StandardCharsets.ISO_8859_1);
        byte[] marked = Arrays.copyOf(data, Math.max(data.length, at + letters.length));
        System.arraycopy(letters, 0, marked, at, letters.length);
        return marked;
    }

    /** Any bytes: the choice between the formats, and protobuf, which has no mark. */
    @MethodSource("samples")
    @FuzzTest
    void any(byte[] data) throws IOException {
        judge(data);
    }

    /** An ONNX model with this as its graph. */
    @MethodSource("samples")
    @FuzzTest
    void onnx(byte[] data) throws IOException {
        judge(new ProtoWriter().varint(1, 8).bytes(7, data).toBytes());
    }

    /** A SavedModel with this as the graph of its one meta graph. */
    @MethodSource("samples")
    @FuzzTest
    void savedModel(byte[] data) throws IOException {
        ProtoWriter meta = new ProtoWriter().bytes(2, data);
        judge(new ProtoWriter().varint(1, 1).message(2, meta).toBytes());
    }

    @MethodSource("samples")
    @FuzzTest
    void engine(byte[] data) throws IOException {
        judge(marked(data, 0, "ftrt"));
        judge(marked(data, 0, "ptrt"));
    }

    @MethodSource("samples")
    @FuzzTest
    void flatBuffer(byte[] data) throws IOException {
        judge(marked(data, 4, "TFL3"));
        judge(marked(data, 4, "ORTM"));
    }

    @MethodSource("samples")
    @FuzzTest
    void gguf(byte[] data) throws IOException {
        assertThat(judge(marked(data, 0, "GGUF")).recognition().format()).isEqualTo(Format.GGUF);
    }

    @MethodSource("samples")
    @FuzzTest
    void zip(byte[] data) throws IOException {
        judge(marked(data, 0, "PK\u0003\u0004"));
    }

    @MethodSource("samples")
    @FuzzTest
    void checkpoint(byte[] data) throws IOException {
        judge(marked(data, Math.max(40, data.length), "\u0057\u00fb\u0080\u008b\u0024\u0075\u0047\u00db"));
    }

    /** A header of that length, then these bytes as its JSON. */
    @MethodSource("samples")
    @FuzzTest
    void safetensors(byte[] data) throws IOException {
        byte[] file = marked(new byte[9 + data.length], 8, "{");
        System.arraycopy(data, 0, file, 9, data.length);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(1L + data.length);
        judge(file);
    }

    @MethodSource("samples")
    @FuzzTest
    void openVino(byte[] data) throws IOException {
        byte[] file = Arrays.copyOf("<net ".getBytes(StandardCharsets.US_ASCII), 5 + data.length);
        System.arraycopy(data, 0, file, 5, data.length);
        judge(file);
    }

    @MethodSource("samples")
    @FuzzTest
    void text(byte[] data) throws IOException {
        byte[] file = Arrays.copyOf("node { ".getBytes(StandardCharsets.US_ASCII), 7 + data.length);
        System.arraycopy(data, 0, file, 7, data.length);
        judge(file);
    }

    @MethodSource("samples")
    @FuzzTest
    void hdf5(byte[] data) throws IOException {
        judge(marked(data, 0, "\u0089HDF\r\n\u001a\n"));
    }

    /** What has no mark but begins as UFF and tensors do, or as Caffe's networks do. */
    @MethodSource("samples")
    @FuzzTest
    void protobuf(byte[] data) throws IOException {
        judge(behind(new ProtoWriter().varint(1, 1).varint(2, 1), data));
        judge(behind(new ProtoWriter().text(1, "net"), data));
    }

    private static byte[] behind(ProtoWriter head, byte[] data) {
        byte[] begin = head.toBytes();
        byte[] whole = Arrays.copyOf(begin, begin.length + data.length);
        System.arraycopy(data, 0, whole, begin.length, data.length);
        return whole;
    }

    /** A Keras archive with this as its configuration. */
    @MethodSource("samples")
    @FuzzTest
    void keras(byte[] data) throws IOException {
        judge(FormatSamples.zip(Map.of("metadata.json", data, "config.json", data)));
    }

    /** An exported program with this as its description. */
    @MethodSource("samples")
    @FuzzTest
    void exported(byte[] data) throws IOException {
        judge(FormatSamples.zip(Map.of("serialized_exported_program.json", data)));
    }

    /** TorchScript with this as its pickle and as its code. */
    @MethodSource("samples")
    @FuzzTest
    void script(byte[] data) throws IOException {
        byte[] root = "c__torch__.M\nM\n".getBytes(StandardCharsets.US_ASCII);
        byte[] none = new byte[0];
        judge(FormatSamples.zip(Map.of("m/data.pkl", data, "m/constants.pkl", none, "m/code/a.py", none)));
        judge(FormatSamples.zip(Map.of("m/data.pkl", root, "m/constants.pkl", none, "m/code/__torch__/M.py", data)));
    }
}
