package dev.gpudoctor.smoke;

import java.util.Locale;
import java.util.Optional;

/**
 * Arithmetic an engine may use, with what is usual to lose by it: an element fails when it is farther from its reference
 * than {@code relative * |reference| + absolute * (largest |reference| of the output)}.
 *
 * <p>The bounds follow the usual test tolerances of TensorRT's and torch's own tools for each type; INT8 and FP8 bounds
 * hold for weights and inputs both quantised.
 */
public enum Precision {
    FP32(1e-4, 1e-4),
    TF32(1e-2, 5e-3),
    FP16(5e-3, 5e-3),
    BF16(1.6e-2, 3e-2),
    INT8(5e-2, 5e-2),
    FP8(5e-2, 1e-1);

    private final double relative;
    private final double absolute;

    Precision(double relative, double absolute) {
        this.relative = relative;
        this.absolute = absolute;
    }

    public double relative() {
        return relative;
    }

    public double absolute() {
        return absolute;
    }

    /**
     * The largest relative error of rounding to the type: half of the last digit of its significand, which has 11 digits in
     * FP16 and TF32 and 8 in BF16. Empty for types whose error hangs on scales, and for FP32, the measure of the others.
     */
    Optional<Double> roundoff() {
        return switch (this) {
            case TF32, FP16 -> Optional.of(0x1p-11);
            case BF16 -> Optional.of(0x1p-8);
            case FP32, INT8, FP8 -> Optional.empty();
        };
    }

    /** The name users type. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
