package dev.gpudoctor.model.format;

import dev.gpudoctor.model.Detail;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.Shape;
import dev.gpudoctor.model.Shape.Dimension;
import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.bytes.FlatTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Models in FlatBuffers, told by the four letters behind the root offset. Field indexes are those of TensorFlow Lite's
 * {@code schema.fbs} and ONNX Runtime's {@code ort.fbs}.
 */
final class FlatBufferReader implements FormatReader {
    private static final int MAX_LISTED = 200;
    private static final int IDENTIFIER = 4;

    private static final Map<String, Format> IDENTIFIERS =
            Map.of("TFL3", Format.TFLITE, "ORTM", Format.ORT, "ET12", Format.EXECUTORCH, "PTMF", Format.TORCH_MOBILE);

    private static final List<String> TFLITE_TYPES = List.of(
            "float32",
            "float16",
            "int32",
            "uint8",
            "int64",
            "string",
            "bool",
            "int16",
            "complex64",
            "int8",
            "float64",
            "complex128",
            "uint64",
            "resource",
            "variant",
            "uint32",
            "uint16",
            "int4",
            "bfloat16");

    @Override
    public Optional<Recognition> recognise(ByteSource source) throws IOException {
        if (source.hasAscii(0, "LITERTLM")) {
            return Optional.of(Recognition.sure(Format.LITERT_LM, "begins with the magic \"LITERTLM\""));
        }
        for (Map.Entry<String, Format> identifier : IDENTIFIERS.entrySet()) {
            if (source.hasAscii(IDENTIFIER, identifier.getKey())) {
                return Optional.of(Recognition.sure(
                        identifier.getValue(), "a FlatBuffer with the identifier \"" + identifier.getKey() + "\""));
            }
        }
        return Optional.empty();
    }

    @Override
    public ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException {
        return switch (recognition.format()) {
            case TFLITE -> tflite(FlatTable.root(source, 0), recognition);
            case ORT -> ort(FlatTable.root(source, 0), recognition);
            default -> new OtherFile(recognition);
        };
    }

    private static OtherFile tflite(FlatTable model, Recognition recognition) throws IOException {
        List<Detail> details = new ArrayList<>();
        details.add(new Detail("schema version", Long.toString(model.i32(0, 0))));
        model.text(3).filter(text -> !text.isBlank()).ifPresent(text -> details.add(new Detail("description", text)));
        long subgraphs = model.count(2);
        details.add(new Detail("subgraphs", Long.toString(subgraphs)));
        List<String> custom = new ArrayList<>();
        for (FlatTable code : model.tables(1)) {
            code.text(1).filter(name -> custom.size() < MAX_LISTED).ifPresent(custom::add);
        }
        if (!custom.isEmpty()) {
            details.add(new Detail("custom operators", String.join(", ", custom)));
        }
        if (subgraphs == 0) {
            return new OtherFile(recognition, details);
        }
        FlatTable main = model.table(2, 0);
        details.add(new Detail("operators", Long.toString(main.count(3))));
        return new OtherFile(recognition, details, tensors(main, 1), tensors(main, 2), List.of());
    }

    private static List<Tensor> tensors(FlatTable subgraph, int field) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        for (int index : subgraph.ints(field)) {
            if (index < 0 || tensors.size() >= MAX_LISTED) {
                continue;
            }
            FlatTable tensor = subgraph.table(0, index);
            List<Integer> signature = tensor.ints(7);
            List<Integer> sizes = signature.isEmpty() ? tensor.ints(0) : signature;
            int type = tensor.u8(1, 0);
            tensors.add(new Tensor(
                    tensor.text(3).orElse("#" + index),
                    type < TFLITE_TYPES.size() ? TFLITE_TYPES.get(type) : "type " + type,
                    Shape.of(sizes.stream().map(Integer::longValue).toList())));
        }
        return tensors;
    }

    private static OtherFile ort(FlatTable session, Recognition recognition) throws IOException {
        List<Detail> details = new ArrayList<>();
        session.text(0).ifPresent(version -> details.add(new Detail("format version", version)));
        Optional<FlatTable> model = session.table(1);
        if (model.isEmpty()) {
            return new OtherFile(recognition, details);
        }
        details.add(new Detail("IR version", Long.toString(model.get().i64(0, 0))));
        List<String> opsets = new ArrayList<>();
        for (FlatTable opset : model.get().tables(1)) {
            String domain = opset.text(0).filter(name -> !name.isEmpty()).orElse("ai.onnx");
            opsets.add(domain + " " + opset.i64(1, 0));
        }
        details.add(new Detail("operator sets", opsets.stream().limit(20).collect(Collectors.joining(", "))));
        model.get()
                .text(2)
                .filter(name -> !name.isBlank())
                .ifPresent(name -> details.add(new Detail("producer", name)));
        Optional<FlatTable> graph = model.get().table(7);
        if (graph.isEmpty()) {
            return new OtherFile(recognition, details);
        }
        details.add(new Detail("nodes", Long.toString(graph.get().count(2))));
        return new OtherFile(recognition, details, arguments(graph.get(), 5), arguments(graph.get(), 6), List.of());
    }

    private static List<Tensor> arguments(FlatTable graph, int field) throws IOException {
        List<String> wanted = graph.texts(field).stream().limit(MAX_LISTED).toList();
        Map<String, Tensor> known = new HashMap<>();
        for (FlatTable info : graph.tables(1)) {
            String name = info.text(0).orElse("");
            if (wanted.contains(name) && !known.containsKey(name)) {
                known.put(name, argument(name, info));
            }
        }
        return wanted.stream()
                .map(name -> known.getOrDefault(name, new Tensor(name, "unknown", Shape.unranked())))
                .toList();
    }

    private static Tensor argument(String name, FlatTable info) throws IOException {
        Optional<FlatTable> type = info.table(2);
        boolean isTensor = type.isPresent() && type.get().u8(1, 0) == 1;
        Optional<FlatTable> tensor = isTensor ? type.get().table(2) : Optional.empty();
        if (tensor.isEmpty()) {
            return new Tensor(name, "unknown", Shape.unranked());
        }
        Shape shape = Shape.unranked();
        Optional<FlatTable> sizes = tensor.get().table(1);
        if (sizes.isPresent()) {
            List<Dimension> dimensions = new ArrayList<>();
            for (FlatTable dimension : sizes.get().tables(0)) {
                Optional<FlatTable> value = dimension.table(0);
                dimensions.add(value.isPresent() ? dimension(value.get()) : new Shape.Open());
            }
            shape = Shape.ranked(dimensions);
        }
        return new Tensor(name, OnnxReader.type(tensor.get().i32(0, 0)), shape);
    }

    private static Dimension dimension(FlatTable value) throws IOException {
        int kind = value.u8(0, 0);
        if (kind == 1) {
            return new Shape.Fixed(value.i64(1, 0));
        }
        return kind == 2 ? value.text(2).<Dimension>map(Shape.Named::new).orElseGet(Shape.Open::new) : new Shape.Open();
    }
}
