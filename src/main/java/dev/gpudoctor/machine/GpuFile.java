package dev.gpudoctor.machine;

import java.util.Map;

/**
 * A file that uses the GPU: it needs a CUDA library, directly or through another, or contains compiled GPU code.
 *
 * @param path where it is
 * @param modules how many compiled modules (translation units) it contains; none where it only calls libraries
 * @param targets in how many of them each architecture occurs: {@code sm_90a} for machine code, {@code compute_90} for
 *     PTX
 */
public record GpuFile(String path, int modules, Map<String, Integer> targets) {
    public GpuFile {
        targets = Map.copyOf(targets);
    }
}
