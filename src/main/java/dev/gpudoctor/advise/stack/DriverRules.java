package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.CudaFamily;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.ForwardCompatPackage;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.SmTarget;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What holds between GPU, driver and CUDA, whatever stands on them. */
final class DriverRules {
    private final Matrix matrix;
    private final Phrases phrases;
    private final Platform numbers;

    DriverRules(Matrix matrix, Phrases phrases, Platform numbers) {
        this.matrix = matrix;
        this.phrases = phrases;
        this.numbers = numbers;
    }

    /** A driver runs the architectures between the first it knows and the last it still knows. */
    Link gpuOnDriver(GpuPart gpu, Version driver) {
        Optional<Capability> row = matrix.capability(gpu.capability());
        if (row.isEmpty()) {
            return phrases.link(Fit.UNKNOWN, "gpu-driver", List.of(), gpu.capability());
        }
        Capability known = row.get();
        if (known.firstDriverBranch().filter(first -> driver.major() < first).isPresent()) {
            return phrases.link(
                    Fit.FORBIDDEN,
                    "gpu-driver",
                    "too-old",
                    known.sources(),
                    gpu.capability(),
                    known.firstDriverBranch().get(),
                    driver);
        }
        if (known.lastDriverBranch().filter(last -> driver.major() > last).isPresent()) {
            return phrases.link(
                    Fit.FORBIDDEN,
                    "gpu-driver",
                    "too-new",
                    known.sources(),
                    known.lastDriverBranch().get(),
                    known.architecture(),
                    gpu.capability(),
                    driver);
        }
        return phrases.link(
                Fit.SUPPORTED, "gpu-driver", known.sources(), driver, known.architecture(), gpu.capability());
    }

    /** A toolkit has code for the architectures of its time; machine code runs on higher minors of its major. */
    Link gpuWithCuda(GpuPart gpu, CudaRelease cuda) {
        Optional<Capability> row = matrix.capability(gpu.capability());
        if (row.isEmpty()) {
            return phrases.link(Fit.UNKNOWN, "gpu-driver", List.of(), gpu.capability());
        }
        Capability known = row.get();
        Version version = cuda.version();
        if (known.lastCuda()
                .filter(last -> version.isAtLeast(last) && !version.isWithin(last))
                .isPresent()) {
            return phrases.link(
                    Fit.FORBIDDEN,
                    "gpu-cuda",
                    known.sources(),
                    version,
                    gpu.capability(),
                    known.lastCuda().get());
        }
        if (known.firstCuda().filter(version::isBelow).isEmpty()) {
            return phrases.link(Fit.SUPPORTED, "gpu-cuda", known.sources(), version, gpu.capability());
        }
        return olderOfMajor(gpu, cuda)
                .map(older -> phrases.link(Fit.LIMITED, "gpu-cuda", known.sources(), version, gpu.capability(), older))
                .orElseGet(() -> phrases.link(
                        Fit.UNKNOWN,
                        "gpu-cuda",
                        known.sources(),
                        version,
                        gpu.capability(),
                        known.firstCuda().get()));
    }

    /** Between the desktop's and Tegra's parts of a major nobody promises that code runs. */
    private Optional<ComputeCapability> olderOfMajor(GpuPart gpu, CudaRelease cuda) {
        boolean tegra = isTegra(gpu.capability());
        return cuda.targets().stream()
                .map(SmTarget::capability)
                .filter(target -> target.major() == gpu.capability().major()
                        && gpu.capability().isAtLeast(target))
                .filter(target -> isTegra(target) == tegra)
                .max(Comparator.naturalOrder());
    }

    private boolean isTegra(ComputeCapability capability) {
        return matrix.capability(capability).map(Capability::tegra).orElse(false);
    }

    /** The lowest driver whose level is that of a CUDA release. */
    Optional<Version> driverOf(CudaRelease cuda) {
        return cuda.minDriver(numbers)
                .or(() -> matrix.cudaMinor(cuda.version().prefix(2)).flatMap(minor -> minor.minDriver(numbers)));
    }

    /** The corresponding driver first, then the family's floor, then a forward-compatibility package, then too old. */
    Link driverWithCuda(Version driver, CudaRelease cuda, GpuPart gpu) {
        Optional<Version> own = driverOf(cuda);
        if (own.filter(driver::isAtLeast).isPresent()) {
            return phrases.link(Fit.SUPPORTED, "driver-cuda", cuda.sources(), cuda.version(), own.get(), driver);
        }
        Optional<CudaFamily> family = matrix.cudaFamily(cuda.version().major());
        Optional<Version> floor = family.flatMap(row -> row.minDriver(numbers));
        if (floor.filter(driver::isAtLeast).isPresent()) {
            return phrases.link(
                    Fit.LIMITED, "driver-cuda", family.get().sources(), cuda.version(), floor.get(), driver);
        }
        Optional<ForwardCompatPackage> bridge = gpu.isDataCenter() && numbers == Platform.LINUX
                ? matrix.forwardCompat(cuda.version()).filter(row -> row.on(driver.major())
                        .filter(ForwardCompatPackage.Fit.COMPATIBLE::equals)
                        .isPresent())
                : Optional.empty();
        if (bridge.isPresent()) {
            return phrases.link(
                    Fit.TOLERATED,
                    "driver-cuda",
                    bridge.get().sources(),
                    cuda.version(),
                    driver,
                    bridge.get().name());
        }
        Optional<Version> needed = floor.isPresent() ? floor : own;
        return needed.map(version ->
                        phrases.link(Fit.FORBIDDEN, "driver-cuda", cuda.sources(), cuda.version(), version, driver))
                .orElseGet(() -> phrases.link(Fit.UNKNOWN, "driver-cuda", cuda.sources(), cuda.version()));
    }
}
