package dev.gpudoctor.version;

/**
 * Versions as the libraries' own calls return them: one integer whose scheme changed over the years. A number below
 * zero or beyond any scheme is refused with an {@link IllegalArgumentException}: what a broken library answers is no
 * version.
 */
public final class CallVersion {
    private static final int LARGEST = 10_000_000;
    private static final int TENSORRT_NEW_SCHEME = 100_000;
    private static final int CUDNN_NEW_SCHEME = 90_000;

    private CallVersion() {}

    /** {@code cuDriverGetVersion} and {@code cudaRuntimeGetVersion}: 1000 * major + 10 * minor, so 12040 is 12.4. */
    public static Version cuda(int value) {
        return Version.of(checked(value) / 1000 + "." + value % 1000 / 10);
    }

    /** {@code cudnnGetVersion}: 8907 is 8.9.7, from cuDNN 9 on 90100 is 9.1.0. */
    public static Version cudnn(long value) {
        return value >= CUDNN_NEW_SCHEME ? threeParts(value, 10_000) : threeParts(value, 1_000);
    }

    /** {@code getInferLibVersion}: 8601 is 8.6.1, from TensorRT 10 on 100300 is 10.3.0. */
    public static Version tensorRt(int value) {
        return value >= TENSORRT_NEW_SCHEME ? threeParts(value, 10_000) : threeParts(value, 1_000);
    }

    private static Version threeParts(long value, int majorUnit) {
        return Version.of(checked(value) / majorUnit + "." + value % majorUnit / 100 + "." + value % 100);
    }

    private static long checked(long value) {
        if (value < 0 || value > LARGEST) {
            throw new IllegalArgumentException("not the version of a call: " + value);
        }
        return value;
    }
}
