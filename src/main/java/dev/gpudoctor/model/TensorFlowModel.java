package dev.gpudoctor.model;

import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A TensorFlow graph, alone or inside a SavedModel or MetaGraph.
 *
 * @param version the TensorFlow that exported it, where the file says so
 * @param producer the graph definition version of the writer
 * @param metaGraphs the graphs of a SavedModel or MetaGraph with their tags and signatures; empty for a bare graph
 * @param graph what the nodes say
 * @param missingParts files that belong to the model and are not there
 */
public record TensorFlowModel(
        Recognition recognition,
        Optional<Version> version,
        Optional<Long> producer,
        List<MetaGraph> metaGraphs,
        Graph graph,
        List<String> missingParts,
        List<String> gaps)
        implements ModelFile {

    /** One graph of a SavedModel with its tags. */
    public record MetaGraph(List<String> tags, List<Signature> signatures) {
        public MetaGraph {
            tags = List.copyOf(tags);
            signatures = List.copyOf(signatures);
        }
    }

    /**
     * A named way to call the model.
     *
     * @param inputKeys the signature's own name of an input by the name of its tensor
     */
    public record Signature(
            String name, String method, List<Tensor> inputs, List<Tensor> outputs, Map<String, String> inputKeys) {
        public Signature {
            inputKeys = Map.copyOf(inputKeys);
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * What the nodes of a graph say.
     *
     * @param operators how often each operator occurs, function library included
     * @param inputs placeholders
     * @param outputs nodes that nobody consumes: likely outputs, never certain
     * @param variables how many nodes hold a value outside the graph
     * @param danglingInputs inputs that name a node which is not in the graph
     */
    public record Graph(
            long nodes,
            long functions,
            Map<String, Long> operators,
            List<Tensor> inputs,
            List<Tensor> outputs,
            long variables,
            long constants,
            List<String> danglingInputs) {
        public Graph {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            danglingInputs = List.copyOf(danglingInputs);
        }
    }

    public TensorFlowModel {
        metaGraphs = List.copyOf(metaGraphs);
        missingParts = List.copyOf(missingParts);
        gaps = List.copyOf(gaps);
    }

    /** The signature that is described and converted: {@code serving_default}, else the first. */
    public Optional<Signature> mainSignature() {
        List<Signature> callable = metaGraphs.stream()
                .flatMap(metaGraph -> metaGraph.signatures().stream())
                .filter(signature -> !signature.name().startsWith("__saved_model_"))
                .toList();
        return callable.stream()
                .filter(signature -> signature.name().equals("serving_default"))
                .findFirst()
                .or(() -> callable.stream().findFirst());
    }

    /** Whether the inputs and outputs were guessed from the graph rather than declared. */
    public boolean isGuessed() {
        return mainSignature().isEmpty();
    }

    @Override
    public List<Tensor> inputs() {
        return mainSignature().map(Signature::inputs).orElse(graph.inputs());
    }

    @Override
    public List<Tensor> outputs() {
        return mainSignature().map(Signature::outputs).orElse(graph.outputs());
    }

    @Override
    public List<Detail> details() {
        List<Detail> details = new ArrayList<>();
        version.ifPresent(value -> details.add(new Detail("exported by TensorFlow", value.toString())));
        producer.ifPresent(value -> details.add(new Detail("graph producer version", value.toString())));
        for (MetaGraph metaGraph : metaGraphs) {
            details.add(new Detail("tags", metaGraph.tags().isEmpty() ? "none" : String.join(", ", metaGraph.tags())));
            if (!metaGraph.signatures().isEmpty()) {
                details.add(new Detail(
                        "signatures",
                        metaGraph.signatures().stream().map(Signature::name).collect(Collectors.joining(", "))));
            }
        }
        mainSignature()
                .filter(signature -> !signature.name().equals("serving_default"))
                .ifPresent(signature -> details.add(new Detail("shown", "inputs and outputs of " + signature.name())));
        details.add(new Detail(
                "graph",
                graph.nodes() + " nodes, " + graph.functions() + " functions, " + graph.variables() + " variables, "
                        + graph.constants() + " constants"));
        details.add(new Detail("operators", Histogram.text(graph.operators())));
        return details;
    }
}
