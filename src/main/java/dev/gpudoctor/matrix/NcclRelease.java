package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * An NCCL release.
 *
 * @param packages the CUDA majors that packages were made for; empty if unknown
 */
public record NcclRelease(
        Version version, Optional<PartialDate> released, List<Version> packages, Provenance provenance) implements Row {
    public NcclRelease {
        packages = List.copyOf(packages);
    }

    @Override
    public String key() {
        return version.toString();
    }

    static NcclRelease read(RowReader row) {
        return new NcclRelease(
                row.version("version"), row.optionalDate("released"), row.versions("packages"), Provenance.read(row));
    }
}
