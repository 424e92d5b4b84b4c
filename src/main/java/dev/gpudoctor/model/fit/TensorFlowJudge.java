package dev.gpudoctor.model.fit;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.Tf2OnnxOperators;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.TensorFlowModel;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says what stands in the way of converting a TensorFlow model. */
final class TensorFlowJudge {
    private static final int SHOWN = 8;

    /** Operators that a converter takes out: of training, of saving, of calling a function. */
    private static final Set<String> REMOVED = Set.of(
            "Variable",
            "VariableV2",
            "VarHandleOp",
            "Assign",
            "AssignVariableOp",
            "ReadVariableOp",
            "NoOp",
            "SaveV2",
            "RestoreV2",
            "MergeV2Checkpoints",
            "ShardedFilename",
            "VarIsInitializedOp",
            "DisableCopyOnRead",
            "StaticRegexFullMatch",
            "StringJoin",
            "Assert",
            "Print",
            "PrintV2",
            "PartitionedCall",
            "StatefulPartitionedCall");

    private final TensorFlowModel model;
    private final Notes notes;

    TensorFlowJudge(TensorFlowModel model, Notes notes) {
        this.model = model;
        this.notes = notes;
    }

    void judge() {
        switch (model.recognition().format()) {
            case TF_FROZEN_GRAPH -> notes.find("model.tensorflow.frozen-graph", Map.of());
            case TF_UNFROZEN_GRAPH ->
                notes.find(
                        "model.tensorflow.not-frozen",
                        Map.of("variables", Long.toString(model.graph().variables())));
            case TF_SAVED_MODEL -> savedModel();
            case TF_META_GRAPH -> notes.find("model.tensorflow.meta-graph", Map.of());
            default -> throw new IllegalStateException("no TensorFlow graph: " + model.recognition());
        }
        if (!model.missingParts().isEmpty()) {
            notes.find("model.file.part-missing", Map.of("parts", String.join(", ", model.missingParts())));
        }
        if (!model.graph().danglingInputs().isEmpty()) {
            notes.find(
                    "model.tensorflow.dangling-input",
                    Map.of("names", shown(model.graph().danglingInputs())));
        }
        operators();
    }

    private void savedModel() {
        notes.find("model.tensorflow.saved-model", Map.of());
        boolean serve =
                model.metaGraphs().stream().anyMatch(graph -> graph.tags().contains("serve"));
        if (!serve
                && model.recognition().format() == Format.TF_SAVED_MODEL
                && !model.metaGraphs().isEmpty()) {
            notes.find(
                    "model.tensorflow.no-serve-tag",
                    Map.of(
                            "tags",
                            model.metaGraphs().stream()
                                    .map(graph -> graph.tags().isEmpty() ? "none" : String.join(",", graph.tags()))
                                    .collect(Collectors.joining("; "))));
        }
    }

    private void operators() {
        Optional<Tf2OnnxOperators> newest = notes.matrix().rows(Subject.TF2ONNX_OPERATORS).stream()
                .max(Comparator.comparing(Tf2OnnxOperators::version));
        if (newest.isEmpty()) {
            return;
        }
        List<String> unmapped = model.graph().operators().keySet().stream()
                .filter(operator -> !newest.get().maps(operator) && !REMOVED.contains(operator))
                .toList();
        if (!unmapped.isEmpty()) {
            notes.find(
                    "model.tensorflow.operator-unmapped",
                    Map.of(
                            "operators", shown(unmapped),
                            "release", newest.get().version().toString()),
                    Severity.WARNING,
                    List.of(newest.get()));
        }
    }

    private static String shown(List<String> names) {
        String head = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? head + " and " + (names.size() - SHOWN) + " more" : head;
    }
}
