package dev.gpudoctor.smoke;

/**
 * How far an output is from its reference.
 *
 * @param count elements compared
 * @param maxAbsolute largest {@code |actual - reference|} of the finite elements
 * @param maxRelative largest of {@code |actual - reference| / |reference|} where the reference is no less than a
 *     thousandth of its largest magnitude; below that a quotient says nothing
 * @param cosine cosine of the angle between the two as vectors; 1 where both are zero
 * @param largestReference largest magnitude of the reference
 * @param notANumber elements that are NaN
 * @param infinite elements that are infinite where the reference is not
 * @param untouched elements still as the buffer was before the run
 * @param outside elements farther away than the tolerance
 * @param worstIndex place of the element farthest away
 */
public record Comparison(
        long count,
        double maxAbsolute,
        double maxRelative,
        double cosine,
        double largestReference,
        long notANumber,
        long infinite,
        long untouched,
        long outside,
        long worstIndex) {
    private static final double TELLING = 1e-3;
    /** A direction as far off as this is another answer, whatever the single elements say. */
    private static final double LEAST_COSINE = 0.99;

    /**
     * Compares.
     *
     * @param untouched elements that the run left as they were
     * @throws IllegalArgumentException if the lengths differ
     */
    public static Comparison of(double[] actual, double[] reference, Precision tolerance, long untouched) {
        if (actual.length != reference.length) {
            throw new IllegalArgumentException(actual.length + " elements cannot be compared with " + reference.length);
        }
        double largest = 0;
        for (double value : reference) {
            largest = Math.max(largest, Math.abs(value));
        }
        double maxAbsolute = 0;
        double maxRelative = 0;
        double product = 0;
        double actualSquares = 0;
        double referenceSquares = 0;
        long notANumber = 0;
        long infinite = 0;
        long outside = 0;
        long worst = 0;
        for (int i = 0; i < actual.length; i++) {
            double value = actual[i];
            double wanted = reference[i];
            if (Double.isNaN(value)) {
                notANumber++;
                continue;
            }
            if (Double.isInfinite(value)) {
                infinite++;
                continue;
            }
            double difference = Math.abs(value - wanted);
            if (difference > maxAbsolute) {
                maxAbsolute = difference;
                worst = i;
            }
            if (Math.abs(wanted) >= TELLING * largest && wanted != 0) {
                maxRelative = Math.max(maxRelative, difference / Math.abs(wanted));
            }
            if (!(difference <= tolerance.relative() * Math.abs(wanted) + tolerance.absolute() * largest)) {
                outside++;
            }
            product += value * wanted;
            actualSquares += value * value;
            referenceSquares += wanted * wanted;
        }
        return new Comparison(
                actual.length,
                maxAbsolute,
                maxRelative,
                cosine(product, actualSquares, referenceSquares),
                largest,
                notANumber,
                infinite,
                untouched,
                outside,
                worst);
    }

    private static double cosine(double product, double actualSquares, double referenceSquares) {
        if (actualSquares == 0 && referenceSquares == 0) {
            return 1;
        }
        double lengths = Math.sqrt(actualSquares) * Math.sqrt(referenceSquares);
        return lengths == 0 ? 0 : Math.min(1, product / lengths);
    }

    /** Whether the output is as near to the reference as its precision lets expect. */
    public boolean isGood() {
        return count > 0
                && notANumber == 0
                && infinite == 0
                && untouched == 0
                && outside == 0
                && cosine >= LEAST_COSINE;
    }

    /** What is wrong, in a few words; empty when nothing is. */
    public String fault() {
        if (count == 0) {
            return "the output has no elements";
        }
        if (untouched > 0) {
            return untouched + " of " + count + " elements were never written";
        }
        if (notANumber > 0) {
            return notANumber + " of " + count + " elements are not a number";
        }
        if (infinite > 0) {
            return infinite + " of " + count + " elements are infinite";
        }
        if (outside > 0) {
            return outside + " of " + count + " elements are outside the tolerance; the worst, number " + worstIndex
                    + ", is off by " + maxAbsolute;
        }
        return cosine < LEAST_COSINE ? "the output points elsewhere: cosine similarity " + cosine : "";
    }
}
