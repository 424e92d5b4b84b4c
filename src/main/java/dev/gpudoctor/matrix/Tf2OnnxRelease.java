package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.Optional;

/**
 * A release of the TensorFlow to ONNX converter.
 *
 * @param tensorflow the TensorFlow releases it was tested with
 * @param opsetDefault the operator set it writes unless told otherwise
 */
public record Tf2OnnxRelease(
        Version version,
        Optional<PartialDate> released,
        Optional<VersionSet> python,
        Optional<VersionSet> tensorflow,
        Optional<Integer> minOpset,
        Optional<Integer> maxOpset,
        Optional<Integer> opsetDefault,
        Provenance provenance)
        implements Row {
    @Override
    public String key() {
        return version.toString();
    }

    static Tf2OnnxRelease read(RowReader row) {
        return new Tf2OnnxRelease(
                row.version("version"),
                row.optionalDate("released"),
                row.optionalVersionSet("python"),
                row.optionalVersionSet("tensorflow"),
                row.optionalNumber("minOpset"),
                row.optionalNumber("maxOpset"),
                row.optionalNumber("opsetDefault"),
                Provenance.read(row));
    }
}
