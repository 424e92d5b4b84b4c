package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * CUDA toolkits that a library release goes with.
 *
 * @param platform {@code linux-x86_64}, {@code windows-x86_64}, {@code jetpack} ...; empty for all
 * @param from oldest toolkit; empty if no lower bound was read
 * @param to newest toolkit, its updates included; empty if no upper bound was read
 * @param except toolkits in between that are left out
 * @param builtWith the toolkit that the package is built with
 * @param minDriverLinux lowest driver where the library's own table ties one to the toolkit
 */
public record CudaSupport(
        Optional<String> platform,
        Optional<Version> from,
        Optional<Version> to,
        List<Version> except,
        Optional<Version> builtWith,
        Optional<ComputeCapability> minCapability,
        Optional<ComputeCapability> maxCapability,
        Optional<Version> minDriverLinux,
        Optional<Version> minDriverWindows,
        Optional<String> note) {
    /** Whether a toolkit is among them. */
    public enum Fit {
        YES,
        NO,
        /** A bound that would decide was not read. */
        UNKNOWN
    }

    public CudaSupport {
        except = List.copyOf(except);
    }

    static CudaSupport read(RowReader row) {
        return new CudaSupport(
                row.optionalText("platform"),
                row.optionalVersion("from"),
                row.optionalVersion("to"),
                row.versions("except"),
                row.optionalVersion("builtWith"),
                row.optionalCapability("minCapability"),
                row.optionalCapability("maxCapability"),
                row.optionalVersion("minDriverLinux"),
                row.optionalVersion("minDriverWindows"),
                row.optionalText("note"));
    }

    /**
     * Whether a toolkit is among them. A minor, {@code 11.0}, is taken for any release of it that would do.
     *
     * @param cuda a release or a minor, not the number of a component
     */
    public Fit fit(Version cuda) {
        if (from.filter(oldest -> cuda.isBelow(oldest) && !isOfOne(cuda, oldest))
                        .isPresent()
                || to.filter(newest -> newest.isBelow(cuda) && !isOfOne(cuda, newest))
                        .isPresent()
                || except.stream().anyMatch(cuda::isWithin)) {
            return Fit.NO;
        }
        return from.isPresent() && to.isPresent() ? Fit.YES : Fit.UNKNOWN;
    }

    private static boolean isOfOne(Version cuda, Version bound) {
        return cuda.isWithin(bound) || bound.isWithin(cuda);
    }

    public Optional<Version> minDriver(Platform platform) {
        return platform == Platform.WINDOWS ? minDriverWindows : minDriverLinux;
    }
}
