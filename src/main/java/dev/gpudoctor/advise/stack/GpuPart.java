package dev.gpudoctor.advise.stack;

import dev.gpudoctor.version.ComputeCapability;

/**
 * A GPU to run on.
 *
 * @param isDataCenter whether forward-compatibility packages may serve it
 */
public record GpuPart(String name, ComputeCapability capability, boolean isDataCenter) {
    /** Name and capability for people. */
    public String label() {
        return name.isEmpty() ? "compute capability " + capability : name + " (compute capability " + capability + ")";
    }
}
