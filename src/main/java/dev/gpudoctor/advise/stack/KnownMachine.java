package dev.gpudoctor.advise.stack;

import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of the machine that advice is for; empty where it was not read or where another machine is asked about.
 *
 * @param os distribution and release, such as {@code ubuntu22.04}
 * @param system the matrix's name of the platform, such as {@code linux-x86_64}
 * @param numbers whose driver numbers the driver's is of
 * @param installed versions that are there, by component: cuda, cudnn, tensorrt, python, torch ...
 * @param jetPack the JetPack of a Jetson
 * @param module the Jetson module's name
 * @param cpuFeatures vector extensions of the processor
 * @param gaps what could not be read and would have mattered
 */
public record KnownMachine(
        List<GpuPart> gpus,
        Optional<Version> driver,
        Optional<String> os,
        Optional<String> system,
        Platform numbers,
        Map<String, Version> installed,
        Optional<Version> jetPack,
        Optional<String> module,
        List<String> cpuFeatures,
        List<String> gaps) {
    /** Nothing is known. */
    public static final KnownMachine UNKNOWN = new KnownMachine(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Platform.LINUX,
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of());

    /** The same machine as seen from inside a container, which has a system and libraries of its own. */
    public KnownMachine fromInsideContainer() {
        return new KnownMachine(
                gpus, driver, Optional.empty(), system, numbers, Map.of(), jetPack, module, cpuFeatures, gaps);
    }

    public KnownMachine {
        gpus = List.copyOf(gpus);
        installed = Map.copyOf(installed);
        cpuFeatures = List.copyOf(cpuFeatures);
        gaps = List.copyOf(gaps);
    }
}
