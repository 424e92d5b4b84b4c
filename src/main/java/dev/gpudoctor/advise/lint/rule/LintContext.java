package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Optional;

/**
 * What a rule judges by.
 *
 * @param gpu the GPU the image is to run on, if one was named
 * @param dataCenter whether forward-compatibility packages may serve that GPU
 * @param driver the driver it is to run on, if one was named
 */
public record LintContext(
        Matrix matrix, Optional<ComputeCapability> gpu, boolean dataCenter, Optional<Version> driver) {
    /** A GPU that no forward-compatibility package serves, or none. */
    public LintContext(Matrix matrix, Optional<ComputeCapability> gpu, Optional<Version> driver) {
        this(matrix, gpu, false, driver);
    }
}
