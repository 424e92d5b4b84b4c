package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;
import java.util.List;

/**
 * One Python environment, read from its files; no interpreter is started.
 *
 * @param prefix its directory
 * @param kind where it comes from
 * @param python Python's version
 * @param packages the packages rules ask for: torch, tensorflow, onnxruntime, jax, tensorrt, nvidia-* ...
 * @param active whether PATH, VIRTUAL_ENV or CONDA_PREFIX leads to it
 */
public record PythonEnvironment(
        String prefix, Kind kind, Observed<Version> python, List<PythonPackage> packages, boolean active) {
    /** Kinds of environments. */
    public enum Kind {
        SYSTEM,
        VENV,
        CONDA,
        USER,
        UNPACKED
    }

    public PythonEnvironment {
        packages = List.copyOf(packages);
    }

    /**
     * An installed distribution.
     *
     * @param name normalised name ({@code onnxruntime-gpu})
     * @param version its version, local label included
     * @param directory site-packages directory it lies in
     * @param cuda CUDA release it was built for; not applicable to a CPU build
     * @param cudnn cuDNN version it says it was built with
     * @param libraries libraries of NVIDIA it brings
     * @param requires requirements of its metadata that name GPU packages, such as {@code nvidia-cudnn-cu12==9.1.0.70}
     * @param gpuFiles those of its files that use the GPU
     * @param assembler CUDA release of the {@code ptxas} that it brings, the newest where it brings several
     */
    public record PythonPackage(
            String name,
            Version version,
            String directory,
            Observed<Version> cuda,
            Observed<Version> cudnn,
            List<Library> libraries,
            List<String> requires,
            @Added(inMinor = 1) Observed<List<GpuFile>> gpuFiles,
            @Added(inMinor = 1) Observed<Version> assembler) {
        public PythonPackage {
            libraries = List.copyOf(libraries);
            requires = List.copyOf(requires);
        }
    }
}
