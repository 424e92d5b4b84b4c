package dev.gpudoctor.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Small model files, written byte by byte. */
public final class Samples {
    private static final int FLOAT = 1;

    private Samples() {}

    /** A plan of that version, long enough for its header, whose archive says nothing. */
    public static byte[] plan(int major, int minor, int patch, int build) {
        byte[] plan = new byte[64];
        ByteBuffer buffer = ByteBuffer.wrap(plan).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put("ftrt".getBytes(StandardCharsets.US_ASCII))
                .putInt(0)
                .putLong(1)
                .putLong(plan.length);
        buffer.put((byte) major).put((byte) minor).put((byte) patch).put((byte) build);
        return plan;
    }

    /** A bare archive as TensorRT 8.2 wrote it on a Jetson Nano: version items, then the device record. */
    public static byte[] archive() {
        ByteBuffer items = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : new int[] {8, 2, 1, 8}) {
            items.putInt(0x18002).put((byte) number);
        }
        items.putInt(0x18012).putInt(0x18010);
        for (int number : new int[] {5, 3, 921_600, 12_750, 64}) {
            items.putInt(0x18007).putInt(number);
        }
        for (long number : new long[] {262_144, 49_152, 65_536, 512}) {
            items.putInt(0x18008).putLong(number);
        }
        items.putInt(0x18007).putInt(1).putInt(0x1800A).put((byte) 1);
        for (int number : new int[] {1024, Integer.MAX_VALUE, 65_535, 65_535}) {
            items.putInt(0x18007).putInt(number);
        }
        byte[] payload = Arrays.copyOf(items.array(), 512);
        ByteBuffer whole = ByteBuffer.allocate(24 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        whole.put("ptrt".getBytes(StandardCharsets.US_ASCII))
                .putInt(0)
                .putInt(205)
                .putInt(0);
        whole.putLong(payload.length).put(payload);
        return whole.array();
    }

    /** The engine with its length and JSON text in front. */
    public static byte[] wrapped(byte[] engine, String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + text.length + engine.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(text.length)
                .put(text)
                .put(engine)
                .array();
    }

    /** An ONNX model with that graph. */
    public static ProtoWriter onnx(long ir, long opset, ProtoWriter graph) {
        return new ProtoWriter()
                .varint(1, ir)
                .text(2, "tests")
                .message(7, graph)
                .message(8, new ProtoWriter().varint(2, opset));
    }

    /** A graph of one Relu over a float tensor of that shape. */
    public static ProtoWriter relu(long... shape) {
        return new ProtoWriter()
                .message(1, node("Relu", "x", "y"))
                .text(2, "graph")
                .message(11, value("x", FLOAT, shape))
                .message(12, value("y", FLOAT, shape));
    }

    public static ProtoWriter node(String operator, String input, String output) {
        return new ProtoWriter().text(1, input).text(2, output).text(4, operator);
    }

    /** A graph input or output; a negative size is an open dimension. */
    public static ProtoWriter value(String name, int type, long... shape) {
        ProtoWriter dimensions = new ProtoWriter();
        for (long size : shape) {
            dimensions.message(1, size < 0 ? new ProtoWriter() : new ProtoWriter().varint(1, size));
        }
        ProtoWriter tensor = new ProtoWriter().varint(1, type).message(2, dimensions);
        return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
    }

    /** An initializer whose bytes lie in that file. */
    public static ProtoWriter external(String name, String location, long offset, long length) {
        return new ProtoWriter()
                .varint(1, 4)
                .varint(2, FLOAT)
                .text(8, name)
                .message(13, pair("location", location))
                .message(13, pair("offset", Long.toString(offset)))
                .message(13, pair("length", Long.toString(length)))
                .varint(14, 1);
    }

    private static ProtoWriter pair(String key, String value) {
        return new ProtoWriter().text(1, key).text(2, value);
    }

    /** A node of a TensorFlow graph. */
    public static ProtoWriter tensorFlowNode(String name, String operator, String... inputs) {
        ProtoWriter node = new ProtoWriter().text(1, name).text(2, operator);
        for (String input : inputs) {
            node.text(3, input);
        }
        ProtoWriter type = new ProtoWriter().text(1, "dtype").message(2, new ProtoWriter().varint(6, FLOAT));
        return node.message(5, type);
    }

    /** A graph of those nodes. */
    public static ProtoWriter graphDef(ProtoWriter... nodes) {
        ProtoWriter graph = new ProtoWriter();
        for (ProtoWriter node : nodes) {
            graph.message(1, node);
        }
        return graph.message(4, new ProtoWriter().varint(1, 1645));
    }

    /** A SavedModel of that graph with the tag serve and one signature. */
    public static ProtoWriter savedModel(ProtoWriter graph, String tag) {
        return savedModel(graph, tag, "serving_default");
    }

    /** A SavedModel with signatures of these names, all with the same input and output. */
    public static ProtoWriter savedModel(ProtoWriter graph, String tag, String... signatures) {
        ProtoWriter input = new ProtoWriter()
                .text(1, "features")
                .message(2, new ProtoWriter().text(1, "serving_default_x:0").varint(2, FLOAT));
        ProtoWriter output = new ProtoWriter()
                .text(1, "scores")
                .message(
                        2,
                        new ProtoWriter().text(1, "StatefulPartitionedCall:0").varint(2, FLOAT));
        ProtoWriter signature =
                new ProtoWriter().message(1, input).message(2, output).text(3, "predict");
        ProtoWriter meta = new ProtoWriter()
                .message(1, new ProtoWriter().text(4, tag).text(5, "2.10.1"))
                .message(2, graph);
        for (String name : signatures) {
            meta.message(5, new ProtoWriter().text(1, name).message(2, signature));
        }
        return new ProtoWriter().varint(1, 1).message(2, meta);
    }

    /** A safetensors file of one float tensor. */
    public static byte[] safetensors() {
        byte[] header =
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}".getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + header.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    /** A GGUF file with one text as metadata. */
    public static byte[] gguf() {
        byte[] key = "general.architecture".getBytes(StandardCharsets.UTF_8);
        byte[] value = "llama".getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(24 + 8 + key.length + 4 + 8 + value.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("GGUF".getBytes(StandardCharsets.US_ASCII))
                .putInt(3)
                .putLong(0)
                .putLong(1)
                .putLong(key.length)
                .put(key)
                .putInt(8)
                .putLong(value.length)
                .put(value)
                .array();
    }
}
