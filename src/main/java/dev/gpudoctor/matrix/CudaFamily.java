package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.Optional;

/**
 * A CUDA major whose toolkits share drivers by minor-version compatibility.
 *
 * @param minDriverLinux lowest driver that runs applications of every minor of the family, with limits
 * @param endsBeforeDriver first driver branch of the next family; newer drivers are simply backward compatible
 */
public record CudaFamily(
        int major,
        Optional<Version> minDriverLinux,
        Optional<Version> minDriverWindows,
        Optional<Integer> endsBeforeDriver,
        Provenance provenance)
        implements Row {
    @Override
    public String key() {
        return Integer.toString(major);
    }

    static CudaFamily read(RowReader row) {
        return new CudaFamily(
                row.number("major"),
                row.optionalVersion("minDriverLinux"),
                row.optionalVersion("minDriverWindows"),
                row.optionalNumber("endsBeforeDriver"),
                Provenance.read(row));
    }

    public Optional<Version> minDriver(Platform platform) {
        return platform == Platform.WINDOWS ? minDriverWindows : minDriverLinux;
    }
}
