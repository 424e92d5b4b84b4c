package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import java.util.Optional;

/**
 * A target that compiled GPU code is made for: {@code 8.6}, {@code 9.0a}, {@code 10.0f}, {@code 12.0+PTX}.
 *
 * @param ptx whether PTX for the capability lies beside the machine code, so that newer GPUs can translate it
 */
public record SmTarget(ComputeCapability capability, Scope scope, boolean ptx) {
    private static final String PTX = "+PTX";
    private static final String REAL = "sm_";
    private static final String VIRTUAL = "compute_";

    /** On which GPUs the machine code runs. */
    public enum Scope {
        /** This capability and higher minors of the same major. */
        GENERAL(""),
        /** {@code a}: exactly this capability. */
        ARCHITECTURE("a"),
        /** {@code f}: the capability's family. */
        FAMILY("f");

        private final String suffix;

        Scope(String suffix) {
            this.suffix = suffix;
        }
    }

    /** Whether its machine code runs on that GPU: on the same major from its minor on; code for one architecture on no other. */
    public boolean binaryRunsOn(ComputeCapability gpu) {
        return switch (scope) {
            case GENERAL, FAMILY -> gpu.major() == capability.major() && gpu.isAtLeast(capability);
            case ARCHITECTURE -> gpu.equals(capability);
        };
    }

    /** Whether code for this target runs on that GPU: its machine code, or its PTX on any newer GPU. */
    public boolean runsOn(ComputeCapability gpu) {
        return binaryRunsOn(gpu) || ptx && scope == Scope.GENERAL && gpu.isAtLeast(capability);
    }

    /** The target of compiled code by the compiler's name for it: {@code sm_90a}, {@code compute_90}. */
    public static Optional<SmTarget> ofCode(String name) {
        return name.startsWith(VIRTUAL)
                ? parse(name.substring(VIRTUAL.length()) + PTX)
                : name.startsWith(REAL) ? parse(name.substring(REAL.length())) : Optional.empty();
    }

    static Optional<SmTarget> parse(String text) {
        boolean ptx = text.endsWith(PTX);
        String code = ptx ? text.substring(0, text.length() - PTX.length()) : text;
        Scope scope = code.endsWith("a") ? Scope.ARCHITECTURE : code.endsWith("f") ? Scope.FAMILY : Scope.GENERAL;
        return ComputeCapability.parse(code.substring(0, code.length() - scope.suffix.length()))
                .map(capability -> new SmTarget(capability, scope, ptx));
    }

    @Override
    public String toString() {
        return capability + scope.suffix + (ptx ? PTX : "");
    }
}
