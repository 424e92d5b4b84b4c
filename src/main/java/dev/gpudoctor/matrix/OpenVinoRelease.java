package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.Optional;

/**
 * An OpenVINO release.
 *
 * @param irOpset newest operator set of its own format
 */
public record OpenVinoRelease(
        Version version, Optional<Integer> irOpset, Optional<Version> onnxRuntime, Provenance provenance)
        implements Row {
    @Override
    public String key() {
        return version.toString();
    }

    static OpenVinoRelease read(RowReader row) {
        return new OpenVinoRelease(
                row.version("version"),
                row.optionalNumber("irOpset"),
                row.optionalVersion("onnxRuntime"),
                Provenance.read(row));
    }
}
