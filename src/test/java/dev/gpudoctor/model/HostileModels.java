package dev.gpudoctor.model;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files that are small for what a careless reader would make of them: claims, repetitions, nesting, compressed nothing. */
public final class HostileModels {
    private static final int MANY = 400_000;
    private static final String LONG = "x".repeat(1000);
    private static final String LONG_ACCENTS = "\u00e9".repeat(1000);
    private static final int FIELDS = 8;
    private static final byte[] TABLE_MAGIC = {
        0x57, (byte) 0xFB, (byte) 0x80, (byte) 0x8B, 0x24, 0x75, 0x47, (byte) 0xDB
    };

    private final Path folder;
    private final List<Path> files = new ArrayList<>();

    private HostileModels(Path folder) {
        this.folder = folder;
    }

    /** Writes all of them into a folder. */
    public static List<Path> write(Path folder) throws IOException {
        HostileModels models = new HostileModels(folder);
        models.xml();
        models.json();
        models.archives();
        models.onnx();
        models.tensorFlow();
        models.text();
        models.tables();
        models.claims();
        return List.copyOf(models.files);
    }

    private interface Content {
        void into(OutputStream out) throws IOException;
    }

    private void file(String name, Content content) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            content.into(out);
        }
        files.add(file);
    }

    private void repeated(String name, String head, int times, IntFunction<String> piece, String tail)
            throws IOException {
        file(name, out -> repeat(out, head, times, piece, tail));
    }

    private static void repeat(OutputStream out, String head, int times, IntFunction<String> piece, String tail)
            throws IOException {
        out.write(head.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < times; i++) {
            out.write(piece.apply(i).getBytes(StandardCharsets.UTF_8));
        }
        out.write(tail.getBytes(StandardCharsets.UTF_8));
    }

    private void xml() throws IOException {
        repeated("nets.xml", "<net>", 2 * MANY, i -> "<net/>", "</net>");
        repeated("deep.xml", "<net>", 5 * MANY, i -> "<a>", "");
        repeated("names.xml", "<net>", MANY, i -> "<a" + i + "/>", "</net>");
        repeated("attributes.xml", "<net>", MANY, i -> "<a b" + i + "=''/>", "</net>");
        repeated("instructions.xml", "<net>", MANY, i -> "<?a" + i + "?>", "</net>");
        repeated("comment.xml", "<net><!-- ", 20_000, i -> LONG, "--></net>");
        repeated("attribute.xml", "<net><layer type='Parameter' name='", 20_000, i -> LONG_ACCENTS, "'/></net>");
        repeated(
                "shape.xml",
                "<net><layer type='Parameter' name='x'><data element_type='f32' shape='",
                400_000,
                i -> "1,",
                "1'/></layer></net>");
    }

    private void json() throws IOException {
        safetensors("tensors.safetensors", "{\"a\":{}", MANY, i -> ",\"t" + i + "\":{}", "}");
        safetensors("types.safetensors", "{\"a\":{}", MANY, i -> ",\"t\":{\"dtype\":\"" + i + "\"}", "}");
        safetensors("deep.safetensors", "{\"a\":{\"b\":", 5 * MANY, i -> "[", "");
        safetensors("text.safetensors", "{\"__metadata__\":{\"a\":\"", 20_000, i -> LONG_ACCENTS, "\"}}");
        safetensors("name.safetensors", "{\"", 20_000, i -> LONG_ACCENTS, "\":{}}");
        String layers = "{\"config\":{\"layers\":[{}";
        keras("objects.keras", layers, 10 * MANY, i -> ",{}", "]}}");
        keras("dtypes.keras", layers, MANY, i -> ",{\"config\":{\"dtype\":{\"a\":[]}}}", "]}}");
        keras("deep.keras", "{\"class_name\":", 5 * MANY, i -> "[", "");
        keras("text.keras", "{\"class_name\":\"", 40_000, i -> LONG, "\"}");
        zip("values.pt2", zip -> {
            deflated(zip, "m/archive_format", "", 0, i -> "", "pt2");
            String head = "{\"graph_module\":{\"graph\":{\"tensor_values\":{\"a\":{}";
            deflated(zip, "m/models/model.json", head, MANY, i -> ",\"t" + i + "\":{\"sizes\":[]}", "}}}}");
        });
    }

    private void safetensors(String name, String head, int times, IntFunction<String> piece, String tail)
            throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        repeat(header, head, times, piece, tail);
        file(name, out -> {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.size())
                    .array());
            header.writeTo(out);
        });
    }

    private void keras(String name, String head, int times, IntFunction<String> piece, String tail) throws IOException {
        zip(name, zip -> {
            deflated(zip, "metadata.json", "", 0, i -> "", "{}");
            deflated(zip, "config.json", head, times, piece, tail);
        });
    }

    private interface Entries {
        void into(ZipOutputStream zip) throws IOException;
    }

    private void zip(String name, Entries entries) throws IOException {
        file(name, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            zip.setLevel(Deflater.BEST_SPEED);
            entries.into(zip);
            zip.finish();
        });
    }

    private static void deflated(
            ZipOutputStream zip, String name, String head, int times, IntFunction<String> piece, String tail)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        OutputStream buffered = new BufferedOutputStream(zip, 1 << 16);
        repeat(buffered, head, times, piece, tail);
        buffered.flush();
        zip.closeEntry();
    }

    private void archives() throws IOException {
        zip("entries.pt", zip -> {
            for (int i = 0; i < 150_000; i++) {
                zip.putNextEntry(new ZipEntry("m/data/" + i));
            }
        });
        script("pickle.pt", "c__torch__", "def forward(");
        script("forward.pt", "c__torch__.M\nM\n", "def forward(");
        script("words.pt", "c__torch__.M\nM\n", "w");
        script("nothing.pt", "\0", "\0");
    }

    /** TorchScript whose pickle and whose code are one piece over and over; many megabytes of it. */
    private void script(String name, String pickle, String code) throws IOException {
        zip(name, zip -> {
            deflated(zip, "m/data.pkl", "", 50 * MANY / pickle.length(), i -> pickle, "");
            deflated(zip, "m/constants.pkl", "", 0, i -> "", "");
            deflated(zip, "m/code/__torch__.py", "", 50 * MANY / code.length(), i -> code, "");
            deflated(zip, "m/code/__torch__/M.py", "class M(", 50 * MANY / code.length(), i -> code, ")");
        });
    }

    private void onnx() throws IOException {
        graph("operators.onnx", MANY, i -> new ProtoWriter().message(1, Samples.node("Op" + i, "", "")));
        graph("inputs.onnx", MANY, i -> new ProtoWriter().message(11, Samples.value("x" + i, 1, 1)));
        graph("outputs.onnx", MANY, i -> new ProtoWriter().message(12, Samples.value("", 1, -1, -1, -1)));
        byte[] shape = Samples.value("x", 1, new long[3_000]).toBytes();
        graph("shapes.onnx", 1_500, i -> new ProtoWriter().bytes(12, shape));
        graph("weights.onnx", MANY, i -> new ProtoWriter().message(5, new ProtoWriter().text(8, "w" + i)));
        graph("outside.onnx", 200_000, i -> new ProtoWriter().message(5, Samples.external("w", "f" + i, 0, 1)));
        ProtoWriter nested = Samples.relu(1);
        for (int i = 0; i < 5_000; i++) {
            nested = new ProtoWriter().message(1, new ProtoWriter().message(5, new ProtoWriter().message(6, nested)));
        }
        byte[] deep = Samples.onnx(8, 17, nested).toBytes();
        file("deep.onnx", out -> out.write(deep));
        byte[] empty = Samples.onnx(8, 17, new ProtoWriter()).toBytes();
        file("opsets.onnx", out -> {
            out.write(empty);
            for (int i = 0; i < MANY; i++) {
                out.write(new ProtoWriter()
                        .message(8, new ProtoWriter().text(1, "domain" + i))
                        .toBytes());
            }
        });
    }

    private void graph(String name, int times, IntFunction<ProtoWriter> field) throws IOException {
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            graph.writeBytes(field.apply(i).toBytes());
        }
        file(name, out -> {
            out.write(new ProtoWriter().varint(1, 8).toBytes());
            out.write(new ProtoWriter().bytes(7, graph.toByteArray()).toBytes());
        });
    }

    private void tensorFlow() throws IOException {
        ProtoWriter same = new ProtoWriter().text(1, "n").text(2, "AddN");
        for (int i = 0; i < 9_000; i++) {
            same.text(3, "x");
        }
        byte[] end = same.toBytes();
        nodes(
                "inputs.pb",
                300,
                i -> new ProtoWriter().text(1, "n" + i).text(2, "AddN").bytes(9, end));
        nodes("fanin.pb", 300, i -> {
            ProtoWriter node = new ProtoWriter().text(1, "n" + i).text(2, "AddN");
            for (int j = 0; j < 9_000; j++) {
                node.text(3, "x");
            }
            return node;
        });
        nodes("nodes.pb", MANY, i -> Samples.tensorFlowNode("n" + i, "Relu", "m" + i));
        nodes("operators.pb", MANY, i -> Samples.tensorFlowNode("n", "Op" + i));
        ProtoWriter dimensions = new ProtoWriter();
        for (int i = 0; i < 500; i++) {
            dimensions.message(2, new ProtoWriter().varint(1, 1));
        }
        byte[] shape = new ProtoWriter()
                .text(1, "shape")
                .message(2, new ProtoWriter().message(7, dimensions))
                .toBytes();
        nodes(
                "shapes.pb",
                8_000,
                i -> new ProtoWriter().text(1, "n" + i).text(2, "Relu").bytes(5, shape));
        ProtoWriter kinds = new ProtoWriter();
        for (int i = 1; i < MANY; i++) {
            kinds.varint(i, 1);
        }
        byte[] many = new ProtoWriter().message(1, kinds).toBytes();
        file("fields.pb", out -> out.write(many));
        ProtoWriter tensor = new ProtoWriter().text(1, "x:0").varint(2, 1).message(3, dimensions);
        ProtoWriter signature = new ProtoWriter();
        for (int i = 0; i < 500; i++) {
            signature.message(1, new ProtoWriter().text(1, "k" + i).message(2, tensor));
        }
        ProtoWriter meta = new ProtoWriter().message(2, Samples.graphDef(Samples.tensorFlowNode("x", "Relu")));
        for (int i = 0; i < 20; i++) {
            meta.message(5, new ProtoWriter().text(1, "s" + i).message(2, signature));
        }
        byte[] saved = new ProtoWriter().varint(1, 1).message(2, meta).toBytes();
        file("signatures.pb", out -> out.write(saved));
    }

    private void nodes(String name, int times, IntFunction<ProtoWriter> node) throws IOException {
        file(name, out -> {
            for (int i = 0; i < times; i++) {
                out.write(new ProtoWriter().message(1, node.apply(i)).toBytes());
            }
        });
    }

    private void text() throws IOException {
        repeated("nodes.pbtxt", "", MANY, i -> "node { name: 'n" + i + "' op: 'Relu' input: 'm" + i + "' }\n", "");
        repeated("deep.pbtxt", "node {", 10 * MANY, i -> "a {", "");
        repeated("text.pbtxt", "node { name: '", 20_000, i -> LONG, "' op: 'Relu' }");
        repeated("fanin.pbtxt", "node { name: 'n' op: 'AddN' ", 2 * MANY, i -> "input: 'x" + i + "' ", "}");
        repeated("keys.prototxt", "layer { }\n", MANY, i -> "k" + i + ": 1\n", "");
        repeated("comment.prototxt", "layer { } #", 20_000, i -> LONG, "");
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A number as protobuf and LevelDB's tables write it. */
    private static byte[] number(long value) {
        byte[] field = new ProtoWriter().varint(1, value).toBytes();
        return Arrays.copyOfRange(field, 1, field.length);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Lengths and counts of which nothing is there. */
    private void claims() throws IOException {
        file(
                "claim.gguf",
                out -> out.write(little(64)
                        .put("GGUF".getBytes(StandardCharsets.US_ASCII))
                        .putInt(3)
                        .putLong(Long.MAX_VALUE)
                        .putLong(50_000)
                        .putLong(Long.MAX_VALUE)
                        .array()));
        file(
                "claim.engine",
                out -> out.write(little(64)
                        .put("ftrt".getBytes(StandardCharsets.US_ASCII))
                        .putInt(0)
                        .putInt(-1)
                        .putInt(0)
                        .putLong(Long.MAX_VALUE)
                        .array()));
        file(
                "claim.tflite",
                out -> out.write(little(64)
                        .putInt(8)
                        .put("TFL3".getBytes(StandardCharsets.US_ASCII))
                        .putInt(-1)
                        .putInt(Integer.MAX_VALUE)
                        .array()));
        file(
                "claim.onnx",
                out -> out.write(
                        new ProtoWriter().varint(1, 8).claim(7, Long.MAX_VALUE).toBytes()));
        file(
                "claim.safetensors",
                out -> out.write(little(16).putLong(99_999_999).put((byte) '{').array()));
        file("weights.h5", out -> {
            out.write(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'});
            out.write(new byte[50 * MANY]);
        });
    }

    private void tables() throws IOException {
        // one block whose one entry has many element types, and an index that names it a few times
        ProtoWriter types = new ProtoWriter();
        for (int i = 1000; i < MANY; i++) {
            types.varint(1, i);
        }
        byte[] value = types.toBytes();
        byte[] header = {0, 0, 2, 8, 1};
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(header);
        block.writeBytes(join(number(0), number(1), number(value.length), new byte[] {'v'}, value));
        block.writeBytes(new byte[4]);
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        for (int i = 0; i < 5; i++) {
            byte[] place = join(number(0), number(block.size()));
            index.writeBytes(join(number(0), number(1), number(place.length), new byte[] {'k'}, place));
        }
        index.writeBytes(new byte[4]);
        file("types.index", out -> {
            block.writeTo(out);
            out.write(0);
            index.writeTo(out);
            out.write(0);
            byte[] footer = join(number(0), number(0), number(block.size() + 1), number(index.size()));
            out.write(footer);
            out.write(new byte[40 - footer.length]);
            out.write(TABLE_MAGIC);
        });
        byte[] key = "general.name".getBytes(StandardCharsets.US_ASCII);
        byte[] name = "x".repeat(200).getBytes(StandardCharsets.US_ASCII);
        file("names.gguf", out -> {
            out.write(little(24)
                    .put("GGUF".getBytes(StandardCharsets.US_ASCII))
                    .putInt(3)
                    .putLong(0)
                    .putLong(100_000)
                    .array());
            byte[] pair = little(8 + key.length + 4 + 8 + name.length)
                    .putLong(key.length)
                    .put(key)
                    .putInt(8)
                    .putLong(name.length)
                    .put(name)
                    .array();
            for (int i = 0; i < 100_000; i++) {
                out.write(pair);
            }
        });
        file("arguments.ort", out -> out.write(arguments(200, 160_000)));
    }

    /** ONNX Runtime's format with so many inputs, none of which is among so many descriptions, all of them the same. */
    private static byte[] arguments(int inputs, int descriptions) {
        int vtable = 16;
        int listed = 256;
        int described = listed + 4 + 4 * inputs;
        int description = described + 4 + 4 * descriptions;
        int name = description + 64;
        int other = name + 4 + 1000;
        int nothing = other + 4 + 1000;
        int[] tables = {64, 128, 192, description};
        ByteBuffer file = little(nothing + 64);
        file.putInt(0, tables[0]).put(4, "ORTM".getBytes(StandardCharsets.US_ASCII));
        file.putShort(vtable, (short) (4 + 2 * FIELDS));
        for (int field = 0; field < FIELDS; field++) {
            file.putShort(vtable + 4 + 2 * field, (short) (4 + 4 * field));
        }
        for (int table : tables) {
            file.putInt(table, table - vtable);
            for (int field = 0; field < FIELDS; field++) {
                point(file, table, field, nothing);
            }
        }
        point(file, tables[0], 1, tables[1]);
        point(file, tables[1], 7, tables[2]);
        point(file, tables[2], 1, described);
        point(file, tables[2], 5, listed);
        point(file, description, 0, other);
        file.putInt(name, 1000).putInt(other, 1000);
        file.put(name + 4, (byte) 'x').put(other + 4, (byte) 'y');
        file.putInt(listed, inputs).putInt(described, descriptions);
        for (int i = 1; i <= inputs; i++) {
            file.putInt(listed + 4 * i, name - listed - 4 * i);
        }
        for (int i = 1; i <= descriptions; i++) {
            file.putInt(described + 4 * i, description - described - 4 * i);
        }
        return file.array();
    }

    /** Offsets only lead forwards. */
    private static void point(ByteBuffer file, int table, int field, int target) {
        file.putInt(table + 4 + 4 * field, target - table - 4 - 4 * field);
    }
}
