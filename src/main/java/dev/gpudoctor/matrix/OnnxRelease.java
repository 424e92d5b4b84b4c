package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.Optional;

/**
 * An ONNX release and the numbers that its files carry.
 */
public record OnnxRelease(
        Version version,
        Optional<Integer> irVersion,
        Optional<Integer> opset,
        Optional<Integer> mlOpset,
        Optional<Integer> trainingOpset,
        Provenance provenance)
        implements Row {
    @Override
    public String key() {
        return version.toString();
    }

    static OnnxRelease read(RowReader row) {
        return new OnnxRelease(
                row.version("version"),
                row.optionalNumber("irVersion"),
                row.optionalNumber("opset"),
                row.optionalNumber("mlOpset"),
                row.optionalNumber("trainingOpset"),
                Provenance.read(row));
    }
}
