package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * A cuDNN release.
 *
 * @param build four-part number of the usual package
 * @param packages the CUDA versions that packages were made for, majors only from 8.5 on; empty if unknown
 * @param cuda the toolkits that the support matrix names; empty if unknown
 * @param minCapability lowest capability on every toolkit of the row
 */
public record CudnnRelease(
        Version version,
        Optional<Version> build,
        Optional<PartialDate> released,
        List<Version> packages,
        List<CudaSupport> cuda,
        Optional<ComputeCapability> minCapability,
        Optional<ComputeCapability> maxCapability,
        Optional<Version> minDriverLinux,
        Optional<Version> minDriverWindows,
        Provenance provenance)
        implements Row {
    public CudnnRelease {
        packages = List.copyOf(packages);
        cuda = List.copyOf(cuda);
    }

    @Override
    public String key() {
        return version.toString();
    }

    static CudnnRelease read(RowReader row) {
        return new CudnnRelease(
                row.version("version"),
                row.optionalVersion("build"),
                row.optionalDate("released"),
                row.versions("packages"),
                row.rows("cuda", CudaSupport::read),
                row.optionalCapability("minCapability"),
                row.optionalCapability("maxCapability"),
                row.optionalVersion("minDriverLinux"),
                row.optionalVersion("minDriverWindows"),
                Provenance.read(row));
    }
}
