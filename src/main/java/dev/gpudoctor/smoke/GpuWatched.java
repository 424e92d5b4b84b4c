package dev.gpudoctor.smoke;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.GpuSample;
import dev.gpudoctor.machine.GpuSample.Quantity;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the GPU did while layers were tried.
 *
 * @param reason why it was not watched, or not to the end; empty if it was
 * @param samples how often it was looked at
 * @param before the first look, before the first layer
 * @param after the last one, when the last child was gone
 * @param lowest the least that was seen of each quantity
 * @param highest the most that was seen of each quantity
 * @param clockReasons why clocks were held down after the first look, with the number of looks that saw it
 * @param findings what moved wrongly
 */
public record GpuWatched(
        String reason,
        int samples,
        Optional<GpuSample> before,
        Optional<GpuSample> after,
        Map<Quantity, Long> lowest,
        Map<Quantity, Long> highest,
        Map<String, Integer> clockReasons,
        List<Finding> findings) {
    public GpuWatched {
        lowest = sorted(lowest);
        highest = sorted(highest);
        clockReasons = Collections.unmodifiableMap(new TreeMap<>(clockReasons));
        findings = List.copyOf(findings);
    }

    private static Map<Quantity, Long> sorted(Map<Quantity, Long> quantities) {
        EnumMap<Quantity, Long> sorted = new EnumMap<>(Quantity.class);
        sorted.putAll(quantities);
        return Collections.unmodifiableMap(sorted);
    }

    /** Nobody looked. */
    public static GpuWatched not(String reason) {
        return new GpuWatched(reason, 0, Optional.empty(), Optional.empty(), Map.of(), Map.of(), Map.of(), List.of());
    }

    /** Whether something moved that must not move on a sound GPU. */
    public boolean isFailed() {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }

    GpuWatched with(List<Finding> found) {
        return new GpuWatched(reason, samples, before, after, lowest, highest, clockReasons, found);
    }
}
