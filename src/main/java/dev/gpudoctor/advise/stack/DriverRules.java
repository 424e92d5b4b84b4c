package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.function.Supplier;

/** What is between GPU, driver and CUDA, whatever stands on them. */
final class DriverRules {
    private final Matrix matrix;
    private final Phrases phrases;
    private final DriverLaw driverLaw;
    private final CudaLaw cudaLaw;

    DriverRules(Matrix matrix, Phrases phrases, Platform numbers) {
        this.matrix = matrix;
        this.phrases = phrases;
        this.driverLaw = new DriverLaw(matrix, numbers);
        this.cudaLaw = new CudaLaw(matrix);
    }

    Link gpuOnDriver(GpuPart gpu, Version driver) {
        Supplier<String> architecture = () -> matrix.capability(gpu.capability())
                .map(Capability::architecture)
                .orElse("unknown");
        return phrases.link(
                "gpu-driver", driverLaw.runsGpu(driver, gpu.capability()), driver, architecture, gpu.capability());
    }

    Link gpuWithCuda(GpuPart gpu, CudaRelease cuda) {
        return phrases.link(
                "gpu-cuda", cudaLaw.runsOn(cuda.version(), gpu.capability()), cuda.version(), gpu.capability());
    }

    /** The lowest driver whose level is that of a CUDA release. */
    Optional<Version> driverOf(CudaRelease cuda) {
        return driverLaw.ownDriver(cuda.version());
    }

    Link driverWithCuda(Version driver, CudaRelease cuda, GpuPart gpu) {
        Supplier<String> own = () -> driverOf(cuda).map(Version::toString).orElse("of its branch");
        return phrases.link(
                "driver-cuda",
                driverLaw.runsCuda(driver, Optional.empty(), cuda.version(), gpu.isDataCenter()),
                cuda.version(),
                driver,
                own);
    }
}
