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
 * @param isDefault whether {@code /usr/local/cuda} or the PATH leads to it
 */
public record Toolkit(
        String directory,
        Observed<Version> version,
        Observed<Version> nvcc,
        List<Library> libraries,
        Origin origin,
        boolean isDefault) {
    public Toolkit {
        libraries = List.copyOf(libraries);
    }
}
