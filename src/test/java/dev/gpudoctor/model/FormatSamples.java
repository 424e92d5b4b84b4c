package dev.gpudoctor.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A small file of every format. */
public final class FormatSamples {
    /** A file and what it is. */
    public record Sample(Format format, byte[] bytes) {
        @Override
        public String toString() {
            return format.id() + ", " + bytes.length + " bytes";
        }
    }

    private FormatSamples() {}

    /** Writes them into a folder, for a search for new inputs to begin with. */
    public static void main(String... arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (Sample sample : all()) {
            Files.write(folder.resolve(sample.format().id() + "-" + Arrays.hashCode(sample.bytes())), sample.bytes());
        }
    }

    public static List<Sample> all() throws IOException {
        ProtoWriter frozen = Samples.graphDef(
                Samples.tensorFlowNode("x", "Placeholder"),
                Samples.tensorFlowNode("w", "Const"),
                Samples.tensorFlowNode("y", "MatMul", "x", "w:0"));
        ProtoWriter unfrozen =
                Samples.graphDef(Samples.tensorFlowNode("x", "Placeholder"), Samples.tensorFlowNode("w", "VariableV2"));
        return List.of(
                file(Format.EMPTY, new byte[0]),
                file(Format.LFS_POINTER, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n"),
                file(Format.HTML_PAGE, "\n<!DOCTYPE html><html><body>Sign in</body></html>"),
                file(Format.HTML_PAGE, "<html lang=en>"),
                file(Format.TENSORRT_ENGINE, Samples.plan(10, 6, 0, 26)),
                file(Format.TENSORRT_ENGINE, Samples.archive()),
                file(Format.TENSORRT_ENGINE, Samples.wrapped(Samples.plan(8, 6, 1, 6), "{\"task\":\"detect\"}")),
                file(Format.TENSORRT_CONTAINER, hex("1800000000000000 0400000000000000 0000000000000000")),
                file(Format.TFLITE, hex("1c000000 54464c33 00000000 00000000 00000000 00000000 00000000 00000000")),
                file(Format.ORT, hex("08000000 4f52544d 00000000 04000000")),
                file(Format.EXECUTORCH, hex("08000000 45543132 00000000")),
                file(Format.TORCH_MOBILE, hex("08000000 50544d46 00000000")),
                file(Format.LITERT_LM, "LITERTLM...."),
                file(Format.GGUF, Samples.gguf()),
                file(Format.SAFETENSORS, Samples.safetensors()),
                file(Format.HDF5, hex("894844460d0a1a0a 0000000000000000")),
                file(Format.KERAS_H5, hdf5("keras_version model_config model_weights")),
                file(Format.KERAS_WEIGHTS_H5, hdf5("layer_names weight_names")),
                file(Format.TORCH_LEGACY, hex("80028a0a6cfc9c46f9206aa850192e8002 4d e903 2e")),
                file(Format.PICKLE, hex("80047d942e")),
                file(Format.NUMPY, hex("934e554d5059 0100")),
                file(Format.TORCHSCRIPT, zip("m/data.pkl", "m/constants.pkl", "m/code/__torch__.py", "m/version")),
                file(Format.TORCH_ZIP, zip("m/data.pkl", "m/data/0", "m/version")),
                file(Format.TORCH_EXPORTED, zip("m/archive_format", "m/models/none.json")),
                file(Format.TORCH_EXPORTED, zip("serialized_exported_program.json", "version")),
                file(Format.TORCH_PACKAGE, zip("m/.data/version", "m/model.py")),
                file(Format.KERAS_ARCHIVE, zip("metadata.json={}", "config.json={}", "model.weights.h5")),
                file(Format.NUMPY_ARCHIVE, zip("a.npy", "b.npy")),
                file(Format.ZIP, zip("readme.txt")),
                file(Format.TF_CHECKPOINT_V1, table()),
                file(Format.OPENVINO_IR, "<?xml version=\"1.0\"?>\n<net name=\"n\" version=\"11\"><layers/></net>"),
                file(Format.ONNX, Samples.onnx(8, 17, Samples.relu(1, 3)).toBytes()),
                file(Format.ONNX, Samples.onnx(1, 1, Samples.relu(1)).toBytes()),
                file(Format.ONNX, Samples.onnx(14, 28, Samples.relu()).toBytes()),
                file(
                        Format.ONNX_TENSOR,
                        new ProtoWriter()
                                .varint(1, 2)
                                .varint(2, 1)
                                .bytes(9, new byte[8])
                                .toBytes()),
                file(Format.TF_SAVED_MODEL, Samples.savedModel(frozen, "serve").toBytes()),
                file(
                        Format.TF_META_GRAPH,
                        new ProtoWriter()
                                .message(1, new ProtoWriter().text(5, "1.15.0"))
                                .message(2, unfrozen)
                                .toBytes()),
                file(Format.TF_FROZEN_GRAPH, frozen.toBytes()),
                file(Format.TF_UNFROZEN_GRAPH, unfrozen.toBytes()),
                file(Format.TF_HUB_MODULE, hex("0803")),
                file(
                        Format.UFF,
                        new ProtoWriter()
                                .varint(1, 1)
                                .varint(2, 1)
                                .message(3, new ProtoWriter().text(1, "tensorflow_extension"))
                                .message(4, new ProtoWriter().text(1, "main"))
                                .toBytes()),
                file(
                        Format.CAFFE,
                        new ProtoWriter()
                                .text(1, "LeNet")
                                .message(100, new ProtoWriter().text(1, "conv1").text(2, "Convolution"))
                                .toBytes()),
                file(
                        Format.CAFFE,
                        new ProtoWriter()
                                .text(1, "old")
                                .message(2, new ProtoWriter().text(4, "conv1").varint(5, 4))
                                .message(2, new ProtoWriter().text(4, "pool1").varint(5, 17))
                                .toBytes()),
                file(Format.TF_FINGERPRINT, hex("08011002180320042805320131")),
                file(
                        Format.UNKNOWN_PROTOBUF,
                        new ProtoWriter().varint(9, 1).text(12, "?").toBytes()),
                file(Format.TF_FROZEN_GRAPH, "node { name: \"x\" op: \"Placeholder\" }\nversions { producer: 27 }"),
                file(Format.TF_UNFROZEN_GRAPH, "node { name: 'v' op: 'VarHandleOp' }"),
                file(Format.TF_SAVED_MODEL, "saved_model_schema_version: 1 meta_graphs { }"),
                file(Format.TF_META_GRAPH, "meta_info_def { } graph_def { node { name: 'x' } }"),
                file(Format.ONNX_TEXT, "ir_version: 8\ngraph { node { op_type: 'Relu' } }"),
                file(Format.CAFFE_TEXT, "name: \"LeNet\" # comment { }\nlayer { type: \"Data\" top: \"x\" }"),
                file(Format.CAFFE_SOLVER, "net: \"train.prototxt\" base_lr: 0.01"),
                file(Format.MEDIAPIPE_GRAPH, "input_stream: \"in\" node { calculator: \"Pass\" }"),
                file(
                        Format.TRITON_CONFIG,
                        "platform: \"tensorrt_plan\" max_batch_size: 8 input [ { name: \"x\" dims: [ 3, 4 ] }, { } ]"),
                file(Format.UNKNOWN, "root:x:0:0:root:/root:/bin/bash\n"),
                file(Format.UNKNOWN, hex("7f454c46 02010100")));
    }

    private static Sample file(Format format, String text) {
        return file(format, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Sample file(Format format, byte[] bytes) {
        return new Sample(format, bytes);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static byte[] hdf5(String names) {
        byte[] head = hex("894844460d0a1a0a 0000000000000000");
        byte[] text = names.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(head, head.length + text.length);
        System.arraycopy(text, 0, whole, head.length, text.length);
        return whole;
    }

    /** An empty string table: its index block has no entry. */
    private static byte[] table() {
        byte[] table = new byte[64];
        table[4] = 1;
        // the footer: place and length of two blocks, the second of which is the index
        System.arraycopy(hex("0000 0008"), 0, table, 16, 4);
        System.arraycopy(hex("57fb808b247547db"), 0, table, 56, 8);
        return table;
    }

    /** An archive of those entries, with content behind an equals sign. */
    private static byte[] zip(String... entries) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (String entry : entries) {
            String[] parts = entry.split("=", 2);
            contents.put(parts[0], (parts.length > 1 ? parts[1] : "").getBytes(StandardCharsets.UTF_8));
        }
        return zip(contents);
    }

    /** An archive of entries with these names and contents. */
    public static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
