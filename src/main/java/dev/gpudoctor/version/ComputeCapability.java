package dev.gpudoctor.version;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A GPU's compute capability, such as 8.6; written {@code 8.6}, {@code sm_86} or {@code 86}. */
public record ComputeCapability(int major, int minor) implements Comparable<ComputeCapability> {
    private static final Pattern DOTTED = Pattern.compile("(\\d{1,2})\\.(\\d)");
    private static final Pattern COMPACT = Pattern.compile("(?:sm_?|compute_)?(\\d{1,2})(\\d)");

    public static Optional<ComputeCapability> parse(String text) {
        Matcher matcher = DOTTED.matcher(text.strip());
        if (!matcher.matches()) {
            matcher = COMPACT.matcher(text.strip());
        }
        return matcher.matches()
                ? Optional.of(
                        new ComputeCapability(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /**
     * Reads a capability that is known to be one.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static ComputeCapability of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a compute capability: " + text));
    }

    // The equality that records are given takes a hundredth of a second to come into being.
    @Override
    public boolean equals(Object other) {
        return other instanceof ComputeCapability that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * major + minor;
    }

    /** The compiler's name for it: {@code sm_86}. */
    public String sm() {
        return "sm_" + major + minor;
    }

    public boolean isAtLeast(ComputeCapability other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(ComputeCapability other) {
        int order = Integer.compare(major, other.major);
        return order == 0 ? Integer.compare(minor, other.minor) : order;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
