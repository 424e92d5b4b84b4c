package dev.gpudoctor.smoke;

import java.util.Arrays;

/**
 * Time of one inference on the GPU, warm-up left out.
 *
 * @param runs how many were timed
 * @param medianMillis half of them took no longer
 * @param p99Millis 99 in 100 took no longer (nearest rank)
 */
public record Latency(int runs, double medianMillis, double p99Millis) {
    private static final double MEDIAN = 0.5;
    private static final double P99 = 0.99;

    /**
     * Sums up.
     *
     * @throws IllegalArgumentException if there is nothing to sum up
     */
    public static Latency of(double[] millis) {
        if (millis.length == 0) {
            throw new IllegalArgumentException("no runs were timed");
        }
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return new Latency(sorted.length, rank(sorted, MEDIAN), rank(sorted, P99));
    }

    private static double rank(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
