package dev.gpudoctor.model.format;

import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OnnxModel;
import dev.gpudoctor.model.OnnxModel.ExternalFile;
import dev.gpudoctor.model.OnnxModel.Opset;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.Shape;
import dev.gpudoctor.model.Shape.Dimension;
import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.model.bytes.BudgetExceededException;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.bytes.Proto;
import dev.gpudoctor.model.bytes.Proto.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * ONNX models in protobuf. Field numbers and types are those of
 * <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.in.proto">onnx.in.proto</a>; weights are stepped over.
 */
final class OnnxReader {
    private static final int MAX_NAMES = 200_000;
    private static final int MAX_KINDS = 20_000;
    private static final int MAX_LISTED = 2_000;
    private static final int MAX_EXTERNAL = 4_096;

    /** Element types by number. */
    private static final List<String> TYPES = List.of(
            "UNDEFINED",
            "FLOAT",
            "UINT8",
            "INT8",
            "UINT16",
            "INT16",
            "INT32",
            "INT64",
            "STRING",
            "BOOL",
            "FLOAT16",
            "DOUBLE",
            "UINT32",
            "UINT64",
            "COMPLEX64",
            "COMPLEX128",
            "BFLOAT16",
            "FLOAT8E4M3FN",
            "FLOAT8E4M3FNUZ",
            "FLOAT8E5M2",
            "FLOAT8E5M2FNUZ",
            "UINT4",
            "INT4",
            "FLOAT4E2M1",
            "FLOAT8E8M0",
            "UINT2",
            "INT2");

    private final ByteSource source;
    private final Surroundings surroundings;
    private final List<Tensor> inputs = new ArrayList<>();
    private final List<Tensor> outputs = new ArrayList<>();
    private final List<Opset> opsets = new ArrayList<>();
    private final Set<String> initializers = new HashSet<>();
    private final Map<String, Long> operators = new TreeMap<>();
    private final Map<String, Long> weightTypes = new TreeMap<>();
    private final Map<String, Long> external = new LinkedHashMap<>();
    private final List<String> gaps = new ArrayList<>();
    private long irVersion;
    private String producer = "";
    private String producerVersion = "";
    private long functions;

    private OnnxReader(ByteSource source, Surroundings surroundings) {
        this.source = source;
        this.surroundings = surroundings;
    }

    static ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException {
        OnnxReader reader = new OnnxReader(source, surroundings);
        try {
            reader.model();
        } catch (BudgetExceededException e) {
            reader.gaps.add("stopped early: " + e.getMessage());
        }
        return reader.result(recognition);
    }

    static String type(long number) {
        return number >= 0 && number < TYPES.size() ? TYPES.get((int) number) : "type " + number;
    }

    private OnnxModel result(Recognition recognition) throws IOException {
        // up to IR 3 every initializer is listed among the inputs as well
        List<Tensor> real = inputs.stream()
                .filter(input -> !initializers.contains(input.name()))
                .toList();
        if (Math.max(real.size(), outputs.size()) > MAX_LISTED) {
            gaps.add("only the first " + MAX_LISTED + " inputs and outputs are listed");
        }
        List<ExternalFile> files = new ArrayList<>();
        for (Map.Entry<String, Long> file : external.entrySet()) {
            files.add(new ExternalFile(file.getKey(), file.getValue(), state(file.getKey(), file.getValue())));
        }
        String writer = (producer + " " + producerVersion).strip();
        return new OnnxModel(
                recognition,
                irVersion,
                opsets,
                writer,
                listed(real),
                listed(outputs),
                operators,
                weightTypes,
                functions,
                files,
                source.size(),
                gaps);
    }

    private static List<Tensor> listed(List<Tensor> tensors) {
        return tensors.size() > MAX_LISTED ? tensors.subList(0, MAX_LISTED) : tensors;
    }

    private ExternalFile.State state(String location, long needed) throws IOException {
        if (!surroundings.known()) {
            return new ExternalFile.Unchecked();
        }
        if (!surroundings.isInside(location)) {
            return new ExternalFile.Outside();
        }
        return surroundings
                .sizeOf(location)
                .<ExternalFile.State>map(
                        size -> size < needed ? new ExternalFile.Short(size) : new ExternalFile.Present(size))
                .orElseGet(ExternalFile.Missing::new);
    }

    private void model() throws IOException {
        Proto.Fields field = Proto.of(source).fields();
        while (field.next()) {
            if (field.isVarint(1)) {
                irVersion = field.value();
            } else if (field.isLength(2)) {
                producer = field.text();
            } else if (field.isLength(3)) {
                producerVersion = field.text();
            } else if (field.isLength(7)) {
                graph(field.message(), true);
            } else if (field.isLength(8) && opsets.size() < MAX_LISTED) {
                Opset opset = opset(field.message());
                source.keep(opset.domain());
                opsets.add(opset);
            } else if (field.isLength(25)) {
                functions++;
                function(field.message());
            }
        }
    }

    private static Opset opset(Proto message) throws IOException {
        String domain = "";
        long version = 0;
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(1)) {
                domain = field.text();
            } else if (field.isVarint(2)) {
                version = field.value();
            }
        }
        return new Opset(domain.isEmpty() ? OnnxModel.MAIN_DOMAIN : domain, version);
    }

    private void function(Proto message) throws IOException {
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(7)) {
                node(field.message());
            }
        }
    }

    private void graph(Proto message, boolean main) throws IOException {
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.wire() != Wire.LENGTH) {
                continue;
            }
            switch (field.number()) {
                case 1 -> node(field.message());
                case 5 -> initializer(field.message(), main);
                case 11 -> list(main, inputs, field);
                case 12 -> list(main, outputs, field);
                case 15 -> {
                    if (main) {
                        sparse(field.message());
                    }
                }
                default -> {
                    // names and documentation
                }
            }
        }
    }

    private void list(boolean main, List<Tensor> tensors, Proto.Fields field) throws IOException {
        if (!main) {
            return;
        }
        if (tensors.size() < MAX_NAMES) {
            Tensor tensor = valueInfo(field.message());
            source.keep(tensor.name());
            source.keep(tensor.shape().toString());
            tensors.add(tensor);
        } else if (tensors.size() == MAX_NAMES) {
            gaps.add("only the first " + MAX_NAMES + " inputs and outputs were read");
        }
    }

    private void node(Proto message) throws IOException {
        String operator = "";
        String domain = "";
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(4)) {
                operator = field.text();
            } else if (field.isLength(7)) {
                domain = field.text();
            } else if (field.isLength(5)) {
                attribute(field.message());
            }
        }
        boolean own = domain.isEmpty() || domain.equals(OnnxModel.MAIN_DOMAIN);
        count(operators, own ? operator : domain + "::" + operator);
    }

    private void attribute(Proto message) throws IOException {
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(6) || field.isLength(11)) {
                graph(field.message(), false);
            } else if (field.isLength(5)) {
                initializer(field.message(), false);
            }
        }
    }

    private void count(Map<String, Long> counts, String name) throws IOException {
        if (counts.containsKey(name)) {
            counts.merge(name, 1L, Long::sum);
        } else if (counts.size() < MAX_KINDS) {
            counts.put(source.keep(name), 1L);
        }
    }

    private void sparse(Proto message) throws IOException {
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(1)) {
                initializer(field.message(), true);
            }
        }
    }

    private void initializer(Proto message, boolean main) throws IOException {
        Map<String, String> place = new LinkedHashMap<>();
        String name = "";
        long type = 0;
        boolean outside = false;
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isVarint(2)) {
                type = field.value();
            } else if (field.isLength(8)) {
                name = field.text();
            } else if (field.isLength(13) && place.size() < 16) {
                keyValue(field.message(), place);
            } else if (field.isVarint(14)) {
                outside = field.value() == 1;
            }
        }
        if (main && initializers.size() < MAX_NAMES) {
            initializers.add(source.keep(name));
        }
        if (main) {
            count(weightTypes, type(type));
        }
        if (outside) {
            external(place);
        }
    }

    private static void keyValue(Proto message, Map<String, String> target) throws IOException {
        String key = "";
        String value = "";
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(1)) {
                key = field.text();
            } else if (field.isLength(2)) {
                value = field.text();
            }
        }
        target.put(key, value);
    }

    private void external(Map<String, String> place) throws IOException {
        String location = place.getOrDefault("location", "");
        if (external.size() < MAX_EXTERNAL || external.containsKey(location)) {
            long end = number(place.getOrDefault("offset", "")) + number(place.getOrDefault("length", ""));
            source.keep(location);
            external.merge(location, Math.max(0, end), Math::max);
        }
    }

    /** A decimal number of the format's optional texts; absent or odd ones count as zero, they claim nothing. */
    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static Tensor valueInfo(Proto message) throws IOException {
        String name = "";
        Typed typed = new Typed("unknown", Shape.unranked());
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(1)) {
                name = field.text();
            } else if (field.isLength(2)) {
                typed = typeProto(field.message());
            }
        }
        return new Tensor(name, typed.type(), typed.shape());
    }

    private record Typed(String type, Shape shape) {}

    private static Typed typeProto(Proto message) throws IOException {
        Typed typed = new Typed("unknown", Shape.unranked());
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.wire() != Wire.LENGTH) {
                continue;
            }
            switch (field.number()) {
                case 1 -> typed = tensorType(field.message());
                case 4 -> typed = new Typed("SEQUENCE", Shape.unranked());
                case 5 -> typed = new Typed("MAP", Shape.unranked());
                case 7 -> typed = new Typed("OPAQUE", Shape.unranked());
                case 8 -> typed = new Typed("SPARSE", Shape.unranked());
                case 9 -> typed = new Typed("OPTIONAL", Shape.unranked());
                default -> {
                    // the denotation
                }
            }
        }
        return typed;
    }

    private static Typed tensorType(Proto message) throws IOException {
        String type = "unknown";
        Shape shape = Shape.unranked();
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isVarint(1)) {
                type = type(field.value());
            } else if (field.isLength(2)) {
                shape = shape(field.message());
            }
        }
        return new Typed(type, shape);
    }

    private static Shape shape(Proto message) throws IOException {
        List<Dimension> dimensions = new ArrayList<>();
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(1) && dimensions.size() <= Shape.MAX_RANK) {
                dimensions.add(dimension(field.message()));
            }
        }
        return Shape.ranked(dimensions);
    }

    private static Dimension dimension(Proto message) throws IOException {
        Dimension dimension = new Shape.Open();
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isVarint(1) && field.value() >= 0) {
                dimension = new Shape.Fixed(field.value());
            } else if (field.isLength(2)) {
                dimension = new Shape.Named(field.text());
            }
        }
        return dimension;
    }
}
