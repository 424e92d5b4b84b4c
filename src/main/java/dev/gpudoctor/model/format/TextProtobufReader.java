package dev.gpudoctor.model.format;

import dev.gpudoctor.model.Detail;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.Shape;
import dev.gpudoctor.model.TensorFlowModel;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.bytes.MalformedException;
import dev.gpudoctor.model.bytes.TextProto;
import dev.gpudoctor.model.bytes.TextProto.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Protobuf written as text ({@code .pbtxt}, {@code .prototxt}); the names of the top-level fields tell the kind. */
final class TextProtobufReader implements FormatReader {
    private static final int LOOKED_AT = 1024;
    private static final int MAX_KEYS = 64;
    /** The names of the top level are collected from so many bytes at the beginning; kinds differ early. */
    private static final long SCANNED = 4 << 20;

    @Override
    public Optional<Recognition> recognise(ByteSource source) throws IOException {
        if (!isText(source)) {
            return Optional.empty();
        }
        Set<String> keys = topLevelKeys(source);
        return format(keys)
                .map(format -> Recognition.likely(
                        format, "protobuf text with the top-level fields " + String.join(", ", keys)));
    }

    private static boolean isText(ByteSource source) throws IOException {
        for (int i = 0; i < Math.min(source.size(), LOOKED_AT); i++) {
            int octet = source.u8(i);
            if (octet < 9 || octet > 13 && octet < 32 || octet == 127) {
                return false;
            }
        }
        return true;
    }

    private static Set<String> topLevelKeys(ByteSource source) throws IOException {
        Set<String> keys = new LinkedHashSet<>();
        try {
            TextProto text = new TextProto(source, Math.min(source.size(), SCANNED));
            for (Event event = text.next(); event != Event.END && keys.size() < MAX_KEYS; event = text.next()) {
                if (event == Event.FIELD && text.depth() == 0 || event == Event.OPEN && text.depth() == 1) {
                    keys.add(text.name());
                }
            }
        } catch (MalformedException e) {
            // text that is no protobuf is for another reader; text that breaks late has shown its fields already
            return source.size() > SCANNED ? keys : Set.of();
        }
        return keys;
    }

    private static Optional<Format> format(Set<String> keys) {
        if (keys.contains("saved_model_schema_version") || keys.contains("meta_graphs")) {
            return Optional.of(Format.TF_SAVED_MODEL);
        }
        if (keys.contains("graph_def")) {
            return Optional.of(Format.TF_META_GRAPH);
        }
        if (keys.contains("ir_version") || keys.contains("opset_import")) {
            return Optional.of(Format.ONNX_TEXT);
        }
        if (keys.contains("input_stream") || keys.contains("output_stream")) {
            return Optional.of(Format.MEDIAPIPE_GRAPH);
        }
        if (keys.contains("node")) {
            return Optional.of(Format.TF_FROZEN_GRAPH);
        }
        if (keys.contains("layer") || keys.contains("layers")) {
            return Optional.of(Format.CAFFE_TEXT);
        }
        if (keys.contains("net") || keys.contains("train_net")) {
            return Optional.of(Format.CAFFE_SOLVER);
        }
        if (keys.contains("descriptors") && keys.contains("graphs")) {
            return Optional.of(Format.UFF);
        }
        boolean triton = keys.contains("platform") || keys.contains("backend") || keys.contains("max_batch_size");
        return triton ? Optional.of(Format.TRITON_CONFIG) : Optional.empty();
    }

    @Override
    public ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException {
        return switch (recognition.format()) {
            case TF_FROZEN_GRAPH -> graph(source, recognition);
            default -> new OtherFile(recognition, List.of(new Detail("encoding", "protobuf text, fields not read")));
        };
    }

    private static TensorFlowModel graph(ByteSource source, Recognition recognition) throws IOException {
        TensorFlowGraph graph = new TensorFlowGraph();
        TextProto text = new TextProto(source, source.size());
        for (Event event = text.next(); event != Event.END; event = text.next()) {
            if (event == Event.OPEN && text.depth() == 1 && text.name().equals("node")) {
                graph.add(node(text, graph::consume));
            } else if (event == Event.OPEN && text.name().equals("node_def")) {
                graph.addLibraryNode(node(text, input -> {}).operator());
            } else if (event == Event.OPEN && text.depth() == 2 && text.name().equals("function")) {
                graph.addFunction();
            }
        }
        TensorFlowModel.Graph found = graph.result();
        Recognition known = found.variables() > 0
                ? recognition.as(Format.TF_UNFROZEN_GRAPH).with(found.variables() + " variable nodes")
                : recognition.with("no variable nodes");
        return new TensorFlowModel(
                known, Optional.empty(), Optional.empty(), List.of(), found, List.of(), graph.gaps());
    }

    /** Reads a node whose opening brace was just passed, up to its closing one. */
    private static TensorFlowGraph.Node node(TextProto text, Consumer<String> inputs) throws IOException {
        int depth = text.depth();
        String name = "";
        String operator = "";
        List<Long> sizes = new ArrayList<>();
        String type = "unknown";
        boolean ranked = false;
        String attribute = "";
        for (Event event = text.next(); event != Event.END && text.depth() >= depth; event = text.next()) {
            if (event == Event.OPEN && text.name().equals("shape") && attribute.equals("shape")) {
                ranked = true;
            }
            if (event != Event.FIELD) {
                continue;
            }
            if (text.depth() == depth) {
                switch (text.name()) {
                    case "name" -> name = text.value();
                    case "op" -> operator = text.value();
                    case "input" -> inputs.accept(text.value());
                    default -> {
                        // the device
                    }
                }
            } else if (text.name().equals("key")) {
                attribute = text.value();
            } else if (text.name().equals("type") && (attribute.equals("dtype") || attribute.equals("T"))) {
                type = type(text.value());
            } else if (text.name().equals("size") && attribute.equals("shape") && sizes.size() <= Shape.MAX_RANK) {
                sizes.add(number(text.value()));
            } else if (text.name().equals("unknown_rank") && attribute.equals("shape")) {
                ranked = false;
                attribute = "";
            }
        }
        return new TensorFlowGraph.Node(name, operator, type, ranked ? Shape.of(sizes) : Shape.unranked());
    }

    /** The enumeration's name as TensorFlow's Python spells the type: {@code DT_FLOAT} is {@code float32}. */
    private static String type(String name) {
        return switch (name) {
            case "DT_FLOAT", "DT_FLOAT_REF" -> "float32";
            case "DT_DOUBLE" -> "float64";
            case "DT_HALF" -> "float16";
            default -> name.replace("DT_", "").toLowerCase(Locale.ROOT);
        };
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
