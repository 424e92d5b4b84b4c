package dev.gpudoctor.smoke.worker;

import java.util.Random;

/**
 * The network that the smoke test brings: convolution, bias, ReLU, pooling, matrix product, softmax, with seeded weights
 * whose values are exact in single precision. Small enough to build in a second, wide enough for every tensor core type.
 *
 * @param convolution {@link #MAPS} x {@link #CHANNELS} x {@link #KERNEL} x {@link #KERNEL}
 * @param bias one per map
 * @param matrix {@link #FEATURES} x {@link #CLASSES}
 */
public record SampleNetwork(double[] convolution, double[] bias, double[] matrix) {
    public static final int CHANNELS = 16;
    public static final int SIZE = 16;
    public static final int MAPS = 32;
    public static final int KERNEL = 3;
    public static final int FEATURES = MAPS * (SIZE / 2) * (SIZE / 2);
    public static final int CLASSES = 16;
    public static final String INPUT = "image";
    public static final String LOGITS = "logits";
    public static final String PROBABILITIES = "probabilities";

    /** The network of that seed. Weights are scaled so that values stay about one from layer to layer. */
    public static SampleNetwork seeded(long seed) {
        Random random = new Random(seed);
        return new SampleNetwork(
                scaled(Elements.FLOAT.random(MAPS * CHANNELS * KERNEL * KERNEL, random), CHANNELS * KERNEL * KERNEL),
                scaled(Elements.FLOAT.random(MAPS, random), 1),
                scaled(Elements.FLOAT.random(FEATURES * CLASSES, random), FEATURES));
    }

    private static double[] scaled(double[] values, int inputs) {
        double factor = Math.sqrt(3.0 / inputs);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor);
        }
        return values;
    }

    /** What every stage gives for one image. */
    Stages run(double[] image) {
        double[] activations =
                Reference.biasAndRelu(Reference.convolution(image, convolution, CHANNELS, SIZE, MAPS, KERNEL), bias);
        double[] features = Reference.maxPool(activations, MAPS, SIZE);
        double[] logits = Reference.product(features, matrix, 1, FEATURES, CLASSES);
        return new Stages(image, features, logits, Reference.softmax(logits));
    }

    /** Values between the layers. */
    record Stages(double[] image, double[] features, double[] logits, double[] probabilities) {}
}
