package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * A release of the TensorFlow to ONNX converter.
 *
 * @param tensorflow the TensorFlow releases it was tested with
 * @param opsetDefault the operator set it writes unless told otherwise
 * @param requirements pip requirements of an environment in which it was seen to convert models; empty if none was tried
 * @param environmentPython the Pythons of that environment
 */
public record Tf2OnnxRelease(
        Version version,
        Optional<PartialDate> released,
        Optional<VersionSet> python,
        Optional<VersionSet> tensorflow,
        Optional<Integer> minOpset,
        Optional<Integer> maxOpset,
        Optional<Integer> opsetDefault,
        List<String> requirements,
        Optional<VersionSet> environmentPython,
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
                row.texts("requirements"),
                row.optionalVersionSet("environmentPython"),
                Provenance.read(row));
    }
}
