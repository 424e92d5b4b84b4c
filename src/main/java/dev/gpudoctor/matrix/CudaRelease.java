package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * A CUDA toolkit release.
 *
 * @param version NVIDIA's number, as the packages carry it: {@code 10.2.89}, {@code 11.0.3}, {@code 13.4.1}
 * @param label NVIDIA's name, which numbers do not follow: 11.0 Update 1 is 11.0.3, 13.4 is 13.4.1
 * @param driverBranch the driver branch that belongs to the toolkit
 * @param minDriverLinux the toolkit's corresponding driver: full features, PTX, and before CUDA 11 the hard floor
 * @param driverIsBranch whether NVIDIA names a branch only, so the driver bounds are no exact versions
 * @param driverLevel what {@code cuDriverGetVersion} answers with a driver of that branch
 * @param ptxIsa newest PTX version that its compiler writes
 * @param targets what its compiler makes code for; empty if unknown
 */
public record CudaRelease(
        Version version,
        String label,
        Optional<Stage> stage,
        Optional<Integer> driverBranch,
        Optional<Version> minDriverLinux,
        Optional<Version> minDriverWindows,
        boolean driverIsBranch,
        Optional<Version> bundledDriverLinux,
        Optional<Version> driverLevel,
        Optional<Version> ptxIsa,
        List<SmTarget> targets,
        Optional<PartialDate> released,
        Provenance provenance)
        implements Row {
    /** Where a release stands in its minor. */
    public enum Stage {
        PREVIEW,
        GA,
        UPDATE
    }

    public CudaRelease {
        targets = List.copyOf(targets);
    }

    @Override
    public String key() {
        return version.toString();
    }

    static CudaRelease read(RowReader row) {
        return new CudaRelease(
                row.version("version"),
                row.text("label"),
                row.optionalChoice("stage", Stage.class),
                row.optionalNumber("driverBranch"),
                row.optionalVersion("minDriverLinux"),
                row.optionalVersion("minDriverWindows"),
                row.flag("driverIsBranch"),
                row.optionalVersion("bundledDriverLinux"),
                row.optionalVersion("driverLevel"),
                row.optionalVersion("ptxIsa"),
                row.targets("targets"),
                row.optionalDate("released"),
                Provenance.read(row));
    }

    /** The toolkit's corresponding driver, in the platform's own numbers. */
    public Optional<Version> minDriver(Platform platform) {
        return platform == Platform.WINDOWS ? minDriverWindows : minDriverLinux;
    }

    /** Whether its compiler makes machine code for exactly this capability. */
    public boolean compilesFor(ComputeCapability capability) {
        return targets.stream().anyMatch(target -> target.capability().equals(capability));
    }

    boolean isOfMinor(Version other) {
        return version.major() == other.major() && version.minor() == other.minor();
    }
}
