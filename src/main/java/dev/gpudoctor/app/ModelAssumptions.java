package dev.gpudoctor.app;

import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.model.fit.RuntimeTarget;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code --assume} of {@code inspect}: a TensorRT, an ONNX Runtime and a GPU stated by hand. */
public record ModelAssumptions(
        Optional<Version> tensorRt, Optional<Version> onnxRuntime, Optional<ComputeCapability> gpu) {
    /**
     * Reads {@code name=value} pairs.
     *
     * @throws InputException if a name is unknown or a value can't be understood
     */
    public static ModelAssumptions parse(List<String> pairs, Matrix matrix) throws InputException {
        Optional<Version> tensorRt = Optional.empty();
        Optional<Version> onnxRuntime = Optional.empty();
        List<String> others = new ArrayList<>();
        for (String pair : pairs) {
            String value = pair.substring(pair.indexOf('=') + 1).strip();
            if (pair.startsWith("tensorrt=")) {
                tensorRt = Optional.of(version("tensorrt", value));
            } else if (pair.startsWith("onnxruntime=")) {
                onnxRuntime = Optional.of(version("onnxruntime", value));
            } else if (pair.startsWith("gpu=")) {
                others.add(pair);
            } else {
                throw new InputException("--assume knows tensorrt, onnxruntime and gpu here, not '" + pair + "'");
            }
        }
        return new ModelAssumptions(
                tensorRt, onnxRuntime, Assumptions.parse(others, matrix).oneGpu());
    }

    private static Version version(String name, String value) throws InputException {
        return Version.parse(value)
                .orElseThrow(() -> new InputException("--assume " + name + ": '" + value + "' is no version"));
    }

    /** Whether anything is assumed; then this machine plays no part. */
    public boolean any() {
        return tensorRt.isPresent() || onnxRuntime.isPresent() || gpu.isPresent();
    }

    /** Where models are judged for. */
    public RuntimeTarget target() {
        return new RuntimeTarget(tensorRt, onnxRuntime, gpu.stream().toList(), "assumed");
    }
}
