package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;
import java.util.List;

/**
 * A CUDA toolkit.
 *
 * @param directory such as {@code /usr/local/cuda-12.4}
 * @param version its CUDA release
 * @param nvcc version of its compiler, absent in a runtime-only toolkit
 * @param libraries its cudart, cuBLAS, NVRTC ...
 * @param origin who installed it
 * @param newestGcc newest major release of GCC that its compiler accepts
 * @param gcc the GCC that its compiler would call
 * @param isDefault whether {@code /usr/local/cuda} or the PATH leads to it
 */
public record Toolkit(
        String directory,
        Observed<Version> version,
        Observed<Version> nvcc,
        List<Library> libraries,
        Origin origin,
        @Added(inMinor = 1) Observed<Integer> newestGcc,
        @Added(inMinor = 1) Observed<Version> gcc,
        boolean isDefault) {
    public Toolkit {
        libraries = List.copyOf(libraries);
    }
}
