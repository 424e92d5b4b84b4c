package dev.gpudoctor.machine;

import java.util.List;

/**
 * The user-mode side of the driver.
 *
 * @param libcuda every {@code libcuda.so.1} in the loader's order, compat packages and stubs included
 * @param nvml every {@code libnvidia-ml.so.1} in the loader's order
 * @param others other driver libraries that rules ask for: ptxjitcompiler, nvvm, gpucomp ...
 * @param unreachable copies of libcuda.so.1 and libnvidia-ml.so.1 in directories known for them that the loader does not
 *     search
 * @param linkName whether {@code libcuda.so} without a number lies beside the first libcuda.so.1
 * @param compat forward-compatibility packages lying on disk, active or not
 */
public record DriverLibraries(
        List<Library> libcuda,
        List<Library> nvml,
        List<Library> others,
        Observed<List<Library>> unreachable,
        Observed<Boolean> linkName,
        List<CompatPackage> compat) {
    public DriverLibraries {
        libcuda = List.copyOf(libcuda);
        nvml = List.copyOf(nvml);
        others = List.copyOf(others);
        compat = List.copyOf(compat);
    }

    /** None are looked at, for that reason. */
    static DriverLibraries notApplicable(String reason) {
        return new DriverLibraries(
                List.of(),
                List.of(),
                List.of(),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                List.of());
    }
}
