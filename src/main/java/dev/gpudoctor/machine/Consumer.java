package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * One thing that would run on the GPU, with the libraries that the loader gives to <em>it</em>.
 *
 * @param kind what it is
 * @param name short name for people, such as {@code venv /home/me/venv}
 * @param place its directory, or the process id
 * @param program what would run: torch, tensorflow, tensorrt ...; empty for a toolkit
 * @param programVersion version of the program
 * @param python Python's version; not applicable outside Python
 * @param uses the libraries it gets, one per {@link Component}
 * @param gpuFiles files of its own that use the GPU, with what they were compiled for
 * @param missing sonames that its files ask the loader for and that the loader does not find
 * @param dependencies libraries of NVIDIA that it asks the loader for, and all that it asks for in vain
 * @param symbolGaps symbols and symbol versions that its files ask for and would not get
 */
public record Consumer(
        Kind kind,
        String name,
        String place,
        String program,
        Observed<Version> programVersion,
        Observed<Version> python,
        List<Use> uses,
        @Added(inMinor = 1) Observed<List<GpuFile>> gpuFiles,
        List<String> missing,
        @Added(inMinor = 1) Observed<List<Dependency>> dependencies,
        @Added(inMinor = 3) Observed<List<SymbolGap>> symbolGaps) {
    /** Kinds of consumers. */
    public enum Kind {
        PYTHON,
        TENSORRT,
        TOOLKIT,
        PROCESS,
        IMAGE,
        /** An executable or a library that was named. */
        PROGRAM
    }

    /** What a consumer can use. */
    public enum Component {
        DRIVER,
        CUDA_RUNTIME,
        CUBLAS,
        NVRTC,
        CUDNN,
        TENSORRT,
        ONNX_PARSER,
        TENSORRT_PLUGIN
    }

    /**
     * One library that a consumer gets.
     *
     * @param component what it serves as
     * @param version its version
     * @param cuda CUDA release the library was built for
     * @param path file the loader takes; empty where only the version is known
     * @param origin who put the file there
     * @param needed whether the consumer cannot start without it
     */
    public record Use(
            Component component,
            Observed<Version> version,
            Observed<Version> cuda,
            String path,
            Origin origin,
            boolean needed) {}

    public Consumer {
        uses = List.copyOf(uses);
        missing = List.copyOf(missing);
    }

    public Optional<Use> use(Component component) {
        return uses.stream().filter(use -> use.component() == component).findFirst();
    }

    /** The version of a component this consumer gets; absent when it uses none. */
    public Observed<Version> version(Component component) {
        return use(component).map(Use::version).orElse(Observed.absent(name));
    }
}
