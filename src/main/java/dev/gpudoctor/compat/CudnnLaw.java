package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.CudaSupport;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a cuDNN goes with. */
public final class CudnnLaw {
    private final Matrix matrix;

    public CudnnLaw(Matrix matrix) {
        this.matrix = matrix;
    }

    /**
     * A cuDNN runs with the CUDA major it was built for.
     *
     * @param builtFor the CUDA of the very file, where it was read: it outranks every table
     */
    public Compatibility withCuda(Version cudnn, Optional<Version> builtFor, Version cuda) {
        Optional<CudnnRelease> row = matrix.cudnn(cudnn);
        if (builtFor.isPresent()) {
            CudnnRelease[] used = row.stream().toArray(CudnnRelease[]::new);
            return builtFor.get().major() == cuda.major()
                    ? Compatibility.supported(used)
                    : Compatibility.forbidden(Reason.OTHER_CUDA, builtFor.get().major(), used);
        }
        return row.map(release -> withCuda(release, cuda))
                .orElseGet(() -> Compatibility.unknown("cuDNN " + cudnn + " is not in the matrix"));
    }

    private static Compatibility withCuda(CudnnRelease release, Version cuda) {
        boolean listed = release.cuda().stream().anyMatch(table -> table.fit(cuda) == CudaSupport.Fit.YES);
        boolean published = release.packages().stream().anyMatch(cuda::isWithin);
        if (listed || published && release.cuda().isEmpty()) {
            return Compatibility.supported(release);
        }
        if (release.packages().isEmpty()) {
            return Compatibility.unknown("the matrix does not name the CUDA of cuDNN " + release.version(), release);
        }
        String packages = release.packages().stream()
                .map(Version::toString)
                .reduce((a, b) -> a + " and " + b)
                .get();
        return release.packages().stream().anyMatch(version -> version.major() == cuda.major())
                ? Compatibility.limited(Reason.SAME_MAJOR, packages, release)
                : Compatibility.forbidden(Reason.OTHER_CUDA, packages, release);
    }

    /** The parts of an installation are of one release. */
    public static Compatibility partOf(Version core, Version part) {
        int known = Math.min(core.precision(), part.precision());
        return core.prefix(known).equals(part.prefix(known))
                ? Compatibility.supported()
                : Compatibility.forbidden(Reason.OTHER_RELEASE, core);
    }

    /**
     * The GPUs that its table names for the CUDA it is used with. Where the row names none, the releases around it tell:
     * support of old GPUs ends and does not come back, support of new ones comes and stays.
     */
    public Compatibility onGpu(Version cudnn, Optional<Version> cuda, ComputeCapability gpu) {
        Optional<CudnnRelease> row = matrix.cudnn(cudnn);
        if (row.isEmpty()) {
            return Compatibility.unknown("cuDNN " + cudnn + " is not in the matrix");
        }
        Bounds<CudnnRelease> bounds = new Bounds<>(matrix.rows(Subject.CUDNN), CudnnRelease::version);
        Optional<Compatibility> low = bounds.floor(row.get(), floorFor(cuda), gpu);
        if (low.filter(Compatibility::isForbidden).isPresent()) {
            return low.get();
        }
        Optional<Compatibility> high =
                bounds.ceiling(row.get(), ceilingFor(cuda), bound -> gpu.major() <= bound.major());
        if (high.filter(Compatibility::isForbidden).isPresent()) {
            return high.get();
        }
        boolean decided = low.isPresent() || high.isPresent() && bounds.isNewest(row.get(), floorFor(cuda));
        return decided
                ? low.or(() -> high).get()
                : Compatibility.unknown("no GPU range is documented for cuDNN " + cudnn, row.get());
    }

    private static Function<CudnnRelease, Optional<ComputeCapability>> floorFor(Optional<Version> cuda) {
        return row -> tables(row, cuda)
                .flatMap(table -> table.minCapability().stream())
                .min(Comparator.naturalOrder())
                .or(() -> row.cuda().isEmpty() || cuda.isEmpty() ? row.minCapability() : Optional.empty());
    }

    private static Function<CudnnRelease, Optional<ComputeCapability>> ceilingFor(Optional<Version> cuda) {
        return row -> tables(row, cuda)
                .flatMap(table -> table.maxCapability().stream())
                .max(Comparator.naturalOrder())
                .or(row::maxCapability);
    }

    /** The entries for a CUDA, of its major where the table does not name that release. */
    private static Stream<CudaSupport> tables(CudnnRelease row, Optional<Version> cuda) {
        if (cuda.isEmpty()) {
            return Stream.empty();
        }
        List<CudaSupport> listed = row.cuda().stream()
                .filter(table -> table.fit(cuda.get().prefix(2)) == CudaSupport.Fit.YES)
                .toList();
        return listed.isEmpty()
                ? row.cuda().stream().filter(table -> table.to()
                        .filter(to -> to.major() == cuda.get().major())
                        .isPresent())
                : listed.stream();
    }
}
