package dev.gpudoctor.probe.nativelib;

import java.time.Duration;

/**
 * How long the libraries may take. A server with eight GPUs and no persistence daemon needs some ten seconds for its first
 * call, so the limits are generous.
 *
 * @param answer one answer
 * @param overall everything together, children started again included
 * @param faults how many faults are outlived before the rest is left unasked
 */
public record Limits(Duration answer, Duration overall, int faults) {
    /** What {@code check} uses. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(30), Duration.ofSeconds(60), 8);

    /** The same for a caller who has this much time; one answer may take half of it at most. */
    public Limits within(Duration time) {
        Duration half = Duration.ofNanos(time.toNanos() / 2);
        return new Limits(answer.compareTo(half) < 0 ? answer : half, time, faults);
    }
}
