package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Set;

/**
 * The TensorFlow operators that a release of the converter maps to ONNX or takes out of the graph.
 */
public record Tf2OnnxOperators(Version version, List<String> operators, Provenance provenance) implements Row {
    public Tf2OnnxOperators {
        operators = List.copyOf(operators);
    }

    @Override
    public String key() {
        return version.toString();
    }

    /** Whether the release knows what to do with the operator. */
    public boolean maps(String operator) {
        return Set.copyOf(operators).contains(operator);
    }

    static Tf2OnnxOperators read(RowReader row) {
        return new Tf2OnnxOperators(row.version("version"), row.texts("operators"), Provenance.read(row));
    }
}
