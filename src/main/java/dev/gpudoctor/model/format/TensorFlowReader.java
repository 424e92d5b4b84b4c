package dev.gpudoctor.model.format;

import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.Shape;
import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.model.TensorFlowModel;
import dev.gpudoctor.model.TensorFlowModel.MetaGraph;
import dev.gpudoctor.model.TensorFlowModel.Signature;
import dev.gpudoctor.model.bytes.BudgetExceededException;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.bytes.Proto;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * TensorFlow's GraphDef, MetaGraphDef and SavedModel in protobuf. Field numbers are those of the {@code .proto} files
 * under <a href="https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core">tensorflow/core</a>.
 */
final class TensorFlowReader {
    private static final int MAX_LISTED = 500;

    private final ByteSource source;
    private final Surroundings surroundings;
    private final TensorFlowGraph graph = new TensorFlowGraph();
    private final List<MetaGraph> metaGraphs = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private Optional<Version> version = Optional.empty();
    private Optional<Long> producer = Optional.empty();

    private TensorFlowReader(ByteSource source, Surroundings surroundings) {
        this.source = source;
        this.surroundings = surroundings;
    }

    static ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException {
        TensorFlowReader reader = new TensorFlowReader(source, surroundings);
        Proto whole = Proto.of(source);
        try {
            switch (recognition.format()) {
                case TF_SAVED_MODEL -> reader.savedModel(whole);
                case TF_META_GRAPH -> reader.metaGraph(whole);
                default -> reader.graph(whole);
            }
        } catch (BudgetExceededException e) {
            reader.gaps.add("stopped early: " + e.getMessage());
        }
        return reader.result(recognition);
    }

    private TensorFlowModel result(Recognition recognition) throws IOException {
        TensorFlowModel.Graph found = graph.result();
        List<String> allGaps = new ArrayList<>(gaps);
        allGaps.addAll(graph.gaps());
        Recognition known = recognition;
        if (recognition.format() == Format.TF_FROZEN_GRAPH) {
            known = found.variables() > 0
                    ? recognition
                            .as(Format.TF_UNFROZEN_GRAPH)
                            .with(found.variables() + " variable nodes, whose values are not in this file")
                    : recognition.with("no variable nodes; " + found.constants() + " constants hold the weights");
        }
        return new TensorFlowModel(
                known, version, producer, metaGraphs, found, missingParts(known.format(), found), allGaps);
    }

    private List<String> missingParts(Format format, TensorFlowModel.Graph found) throws IOException {
        if (!surroundings.known()) {
            return List.of();
        }
        if (format == Format.TF_SAVED_MODEL && found.variables() > 0) {
            return surroundings.sizeOf("variables/variables.index").isPresent()
                    ? List.of()
                    : List.of("variables/variables.index");
        }
        if (format == Format.TF_META_GRAPH && found.variables() > 0) {
            String index = surroundings.stem() + ".index";
            boolean there = surroundings.sizeOf(index).isPresent()
                    || surroundings.sizeOf(surroundings.stem()).isPresent();
            return there ? List.of() : List.of(index);
        }
        return List.of();
    }

    private void savedModel(Proto message) throws IOException {
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(2)) {
                metaGraph(field.message());
            }
        }
    }

    private void metaGraph(Proto message) throws IOException {
        List<String> tags = new ArrayList<>();
        List<Signature> signatures = new ArrayList<>();
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(1)) {
                metaInfo(field.message(), tags);
            } else if (field.isLength(2)) {
                graph(field.message());
            } else if (field.isLength(5) && signatures.size() < MAX_LISTED) {
                signatures.add(signature(field.message()));
            }
        }
        signatures.sort(Comparator.comparing(Signature::name));
        if (metaGraphs.size() < MAX_LISTED) {
            metaGraphs.add(new MetaGraph(tags, signatures));
        }
    }

    private void metaInfo(Proto message, List<String> tags) throws IOException {
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(4) && tags.size() < MAX_LISTED) {
                tags.add(source.keep(field.text()));
            } else if (field.isLength(5)) {
                version = Version.parse(field.text());
            }
        }
    }

    private Tensor kept(Tensor tensor) throws IOException {
        source.keep(tensor.name());
        source.keep(16L * tensor.shape().toString().length());
        return tensor;
    }

    private Signature signature(Proto entry) throws IOException {
        String name = "";
        String method = "";
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor> outputs = new ArrayList<>();
        Map<String, String> inputKeys = new HashMap<>();
        Proto.Fields field = entry.fields();
        while (field.next()) {
            if (field.isLength(1)) {
                name = field.text();
            } else if (field.isLength(2)) {
                Proto.Fields part = field.message().fields();
                while (part.next()) {
                    if (part.isLength(1) && inputs.size() < MAX_LISTED) {
                        Tensor input = kept(tensorEntry(part.message()));
                        inputs.add(input);
                        inputKeys.put(input.name(), source.keep(key(part.message())));
                    } else if (part.isLength(2) && outputs.size() < MAX_LISTED) {
                        outputs.add(kept(tensorEntry(part.message())));
                    } else if (part.isLength(3)) {
                        method = part.text();
                    }
                }
            }
        }
        inputs.sort(Comparator.comparing(Tensor::name));
        outputs.sort(Comparator.comparing(Tensor::name));
        return new Signature(name, method, inputs, outputs, inputKeys);
    }

    private static String key(Proto entry) throws IOException {
        Proto.Fields field = entry.fields();
        while (field.next()) {
            if (field.isLength(1)) {
                return field.text();
            }
        }
        return "";
    }

    /** An entry of a signature's map; the tensor's name in the graph is what tools take, the key is only an alias. */
    private static Tensor tensorEntry(Proto entry) throws IOException {
        String key = "";
        Tensor tensor = new Tensor("", "unknown", Shape.unranked());
        Proto.Fields field = entry.fields();
        while (field.next()) {
            if (field.isLength(1)) {
                key = field.text();
            } else if (field.isLength(2)) {
                tensor = tensorInfo(field.message());
            }
        }
        return tensor.name().isEmpty() ? new Tensor(key, tensor.type(), tensor.shape()) : tensor;
    }

    private static Tensor tensorInfo(Proto message) throws IOException {
        String name = "";
        String type = "unknown";
        Shape shape = Shape.unranked();
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(1)) {
                name = field.text();
            } else if (field.isVarint(2)) {
                type = TensorFlowGraph.type(field.value());
            } else if (field.isLength(3)) {
                shape = shapeOf(field.message());
            } else if (field.isLength(4)) {
                type = "sparse tensor";
            }
        }
        return new Tensor(name, type, shape);
    }

    private void graph(Proto message) throws IOException {
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(1)) {
                graph.add(node(field.message(), graph::consume));
            } else if (field.isLength(2)) {
                library(field.message());
            } else if (field.isLength(4)) {
                versions(field.message());
            }
        }
    }

    private void versions(Proto message) throws IOException {
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isVarint(1)) {
                producer = Optional.of(field.value());
            }
        }
    }

    private void library(Proto message) throws IOException {
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(1)) {
                graph.addFunction();
                Proto.Fields part = field.message().fields();
                while (part.next()) {
                    if (part.isLength(3)) {
                        graph.addLibraryNode(node(part.message(), input -> {}).operator());
                    }
                }
            }
        }
    }

    private static TensorFlowGraph.Node node(Proto message, Consumer<String> inputs) throws IOException {
        String name = "";
        String operator = "";
        String type = "unknown";
        Shape shape = Shape.unranked();
        int best = Integer.MAX_VALUE;
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(1)) {
                name = field.text();
            } else if (field.isLength(2)) {
                operator = field.text();
            } else if (field.isLength(3)) {
                inputs.accept(field.text());
            } else if (field.isLength(5)) {
                Attribute attribute = Attribute.read(field.message());
                int rank = attribute.typeRank();
                if (rank < best) {
                    best = rank;
                    type = attribute.type();
                } else if (attribute.isShape()) {
                    shape = attribute.shape();
                }
            }
        }
        return new TensorFlowGraph.Node(name, operator, type, shape);
    }

    /** An attribute of a node, as far as type and shape of its output go. */
    private record Attribute(String key, String type, Shape shape) {
        /** The attributes that name the type of a node's output; where a node has several, the first of these tells. */
        private static final List<String> TYPES =
                List.of("output_type", "out_type", "DstT", "dtype", "T", "Tparams", "TI");

        /** How near the attribute is to telling the output's type; the lowest counts. */
        int typeRank() {
            int rank = TYPES.indexOf(key);
            return rank < 0 || type.isEmpty() ? Integer.MAX_VALUE : rank;
        }

        boolean isShape() {
            return key.equals("shape") || key.equals("_output_shapes");
        }

        static Attribute read(Proto entry) throws IOException {
            String key = "";
            String type = "";
            Shape shape = Shape.unranked();
            Proto.Fields field = entry.fields();
            while (field.next()) {
                if (field.isLength(1)) {
                    key = field.text();
                } else if (field.isLength(2) && wanted(key)) {
                    Proto.Fields value = field.message().fields();
                    while (value.next()) {
                        if (value.isVarint(6)) {
                            type = TensorFlowGraph.type(value.value());
                        } else if (value.isLength(7)) {
                            shape = shapeOf(value.message());
                        } else if (value.isLength(1)) {
                            shape = firstShape(value.message());
                        }
                    }
                }
            }
            return new Attribute(key, type, shape);
        }

        private static boolean wanted(String key) {
            return TYPES.contains(key) || key.equals("shape") || key.equals("_output_shapes");
        }

        private static Shape firstShape(Proto list) throws IOException {
            Proto.Fields field = list.fields();
            while (field.next()) {
                if (field.isLength(7)) {
                    return shapeOf(field.message());
                }
            }
            return Shape.unranked();
        }
    }

    private static Shape shapeOf(Proto message) throws IOException {
        List<Long> sizes = new ArrayList<>();
        boolean unknownRank = false;
        Proto.Fields field = message.fields();
        while (field.next()) {
            if (field.isLength(2) && sizes.size() <= Shape.MAX_RANK) {
                long size = 0;
                Proto.Fields part = field.message().fields();
                while (part.next()) {
                    if (part.isVarint(1)) {
                        size = part.value();
                    }
                }
                sizes.add(size);
            } else if (field.isVarint(3)) {
                unknownRank = field.value() != 0;
            }
        }
        return unknownRank ? Shape.unranked() : Shape.of(sizes);
    }
}
