package dev.gpudoctor.smoke;

import java.util.List;

/**
 * One engine's row of the precision table.
 *
 * @param model which network or model
 * @param precision what its engine may use
 * @param buildMillis time TensorRT took to build the engine
 * @param engineBytes size of the engine
 * @param outputs how far each output is from the reference
 * @param latency time of an inference
 */
public record Measurement(
        String model,
        Precision precision,
        double buildMillis,
        long engineBytes,
        List<Output> outputs,
        Latency latency) {
    /** Errors of single operations partly cancel out, but never to such a small part of one of them. */
    private static final double MARGIN = 64;

    public Measurement {
        outputs = List.copyOf(outputs);
    }

    /**
     * One output against one reference.
     *
     * @param name tensor
     * @param reference what it was compared with
     * @param comparison how far away it is
     */
    public record Output(String name, String reference, Comparison comparison) {}

    /** Whether every output is as near to its reference as the precision lets expect. */
    public boolean isGood() {
        return outputs.stream().allMatch(output -> output.comparison().isGood());
    }

    /**
     * Whether the results are far more exact than arithmetic in this precision is: then TensorRT chose kernels of FP32, and
     * nothing shows that the precision was computed in.
     */
    boolean isAsExactAsSinglePrecision() {
        return precision.roundoff().isPresent()
                && !outputs.isEmpty()
                && outputs.stream()
                        .map(Output::comparison)
                        .allMatch(found -> found.maxAbsolute()
                                <= found.largestReference()
                                        * precision.roundoff().get()
                                        / MARGIN);
    }
}
