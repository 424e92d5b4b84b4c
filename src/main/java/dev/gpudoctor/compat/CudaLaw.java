package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.SmTarget;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a CUDA release, and code that it compiled, goes with. */
public final class CudaLaw {
    private final Matrix matrix;

    public CudaLaw(Matrix matrix) {
        this.matrix = matrix;
    }

    /** A release has code for the architectures of its time; machine code runs on higher minors of its major. */
    public Compatibility runsOn(Version cuda, ComputeCapability gpu) {
        Optional<Capability> row = matrix.capability(gpu);
        if (row.isEmpty()) {
            return Compatibility.unknown("the matrix has no row for compute capability " + gpu);
        }
        if (isDropped(cuda, row.get())) {
            return Compatibility.forbidden(Reason.DROPPED, row.get().lastCuda().orElseThrow(), row.get());
        }
        if (isBefore(cuda, row.get())) {
            return lowerMinor(cuda, gpu)
                    .map(lower -> Compatibility.limited(Reason.LOWER_MINOR, lower, row.get()))
                    .orElseGet(() -> Compatibility.unknown(
                            "CUDA " + cuda + " is older than compute capability " + gpu + " (which came with "
                                    + row.get().firstCuda().orElseThrow() + "): only code with PTX runs",
                            row.get()));
        }
        return Compatibility.supported(row.get());
    }

    /** Libraries of a CUDA ask nvJitLink for functions of their own minor release; it keeps those of older ones. */
    public static Compatibility links(Version nvJitLink, Version library) {
        if (nvJitLink.major() != library.major()) {
            return Compatibility.unknown("nvJitLink " + nvJitLink + " has another name than that of " + library);
        }
        return nvJitLink.prefix(2).isBelow(library.prefix(2))
                ? Compatibility.forbidden(Reason.TOO_OLD, library)
                : Compatibility.supported();
    }

    /** Whether that release of numba-cuda links with nvJitLink, so that the driver does not have to compile. */
    public boolean linksByItself(Version numbaCuda) {
        return matrix.bound("numba-cuda.linker").filter(numbaCuda::isAtLeast).isPresent();
    }

    /** A compiler makes machine code only for the GPUs it knows. */
    public Compatibility compilesFor(Version cuda, ComputeCapability gpu) {
        Optional<Capability> row = matrix.capability(gpu);
        if (row.isEmpty()) {
            return Compatibility.unknown("the matrix has no row for compute capability " + gpu);
        }
        if (isDropped(cuda, row.get())) {
            return Compatibility.forbidden(Reason.DROPPED, row.get().lastCuda().orElseThrow(), row.get());
        }
        return isBefore(cuda, row.get())
                ? Compatibility.forbidden(Reason.TOO_NEW, row.get().firstCuda().orElseThrow(), row.get())
                : Compatibility.supported(row.get());
    }

    private static boolean isDropped(Version cuda, Capability row) {
        return row.lastCuda().filter(last -> cuda.prefix(2).isAbove(last)).isPresent();
    }

    private static boolean isBefore(Version cuda, Capability row) {
        return row.firstCuda().filter(cuda.prefix(2)::isBelow).isPresent();
    }

    /** The highest target below a GPU within its major. Between desktop's and Tegra's parts nobody promises that code runs. */
    private Optional<ComputeCapability> lowerMinor(Version cuda, ComputeCapability gpu) {
        boolean tegra = isTegra(gpu);
        return matrix.cuda(cuda).or(() -> matrix.cudaMinor(cuda.prefix(2))).map(CudaRelease::targets).stream()
                .flatMap(List::stream)
                .filter(target -> target.scope() == SmTarget.Scope.GENERAL)
                .map(SmTarget::capability)
                .filter(target -> target.major() == gpu.major() && gpu.isAtLeast(target))
                .filter(target -> isTegra(target) == tegra)
                .max(Comparator.naturalOrder());
    }

    private boolean isTegra(ComputeCapability capability) {
        return matrix.capability(capability).map(Capability::tegra).orElse(false);
    }

    /** A library or program that takes CUDA's libraries from around it needs those of the major it was built for. */
    public static Compatibility amongLibraries(Version builtFor, Version cuda) {
        return builtFor.major() == cuda.major()
                ? Compatibility.supported()
                : Compatibility.forbidden(Reason.OTHER_CUDA, builtFor.major());
    }

    /** A compiler refuses a host compiler that is newer than those it knows. */
    public static Compatibility withHostCompiler(Version gcc, int newest) {
        return gcc.major() > newest ? Compatibility.forbidden(Reason.TOO_NEW, newest) : Compatibility.supported();
    }

    /** Compiled code on a GPU: machine code on higher minors of its major, PTX on everything newer. */
    public static Optional<Reason> limits(List<SmTarget> code, ComputeCapability gpu) {
        if (code.stream().anyMatch(target -> target.binaryRunsOn(gpu))) {
            return Optional.empty();
        }
        return Optional.of(code.stream().anyMatch(target -> target.runsOn(gpu)) ? Reason.PTX : Reason.NO_CODE);
    }
}
