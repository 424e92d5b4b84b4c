package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.Optional;

/**
 * What a library reads of ONNX.
 *
 * @param version the ONNX release it is built on
 * @param minOpset lowest operator set of the default domain
 * @param maxOpset highest operator set of the default domain
 * @param maxIr highest IR version
 */
public record OnnxSupport(
        Optional<Version> version, Optional<Integer> minOpset, Optional<Integer> maxOpset, Optional<Integer> maxIr) {
    /** Nothing known. */
    static final OnnxSupport UNKNOWN =
            new OnnxSupport(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    static OnnxSupport read(RowReader row) {
        return new OnnxSupport(
                row.optionalVersion("version"),
                row.optionalNumber("minOpset"),
                row.optionalNumber("maxOpset"),
                row.optionalNumber("maxIr"));
    }
}
