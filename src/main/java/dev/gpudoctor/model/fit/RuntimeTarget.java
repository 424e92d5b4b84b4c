package dev.gpudoctor.model.fit;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a model is to run, as far as it is known.
 *
 * @param tensorRt the TensorRT that would load it
 * @param onnxRuntime the ONNX Runtime that would load it
 * @param gpus the compute capabilities of the GPUs
 * @param origin where that is known from: this machine, a snapshot, an assumption
 */
public record RuntimeTarget(
        Optional<Version> tensorRt, Optional<Version> onnxRuntime, List<ComputeCapability> gpus, String origin) {
    /** Nothing is known. */
    public static final RuntimeTarget UNKNOWN =
            new RuntimeTarget(Optional.empty(), Optional.empty(), List.of(), "unknown");

    public RuntimeTarget {
        gpus = List.copyOf(gpus);
    }

    /** One line such as {@code TensorRT 8.6.1, GPU 8.6 (assumed)}. */
    public String describe() {
        String parts = Stream.of(
                        tensorRt.map(version -> "TensorRT " + version),
                        onnxRuntime.map(version -> "ONNX Runtime " + version),
                        gpus.isEmpty()
                                ? Optional.<String>empty()
                                : Optional.of("GPU "
                                        + gpus.stream()
                                                .map(ComputeCapability::toString)
                                                .collect(Collectors.joining(" and "))))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        return parts.isEmpty() ? "no runtime, for none is known" : parts + " (" + origin + ")";
    }
}
