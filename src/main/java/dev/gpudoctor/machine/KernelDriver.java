package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;
import java.util.List;

/**
 * The kernel side of the driver.
 *
 * @param loadedVersion version of the module that runs now
 * @param flavour of the module that runs now
 * @param installedVersion version of the module file on disk for the running kernel
 * @param installedFor kernels for which a module file is on disk
 * @param modules those of nvidia, nvidia_uvm, nvidia_modeset, nvidia_drm, nvidia_fs, nouveau, nova_core, nvgpu loaded
 * @param secureBoot whether firmware enforces signed modules
 * @param dkms what DKMS says of the module: {@code built}, {@code added}, {@code installed}
 * @param blacklisted modules that modprobe's configuration forbids
 * @param parameters of the module that matter, as {@code name=value}
 * @param headers whether headers of the running kernel are there, without which DKMS cannot build
 * @param firmware driver versions that have a GSP firmware directory
 * @param gpus what the loaded module says of each GPU it took
 * @param log lines of the kernel log about NVIDIA's GPUs, oldest first, bounded in number
 * @param runInstaller whether an uninstaller of the .run package lies on this machine
 * @param suspends how often the machine was suspended and woke since it started
 * @param files the module on disk, for each kernel that has one
 * @param buildFailures builds of the module that failed
 * @param options what modprobe's configuration sets for the modules, as {@code module name=value}
 * @param arguments arguments of the kernel's command line that matter to GPUs
 * @param versions releases of the loaded modules, each of its own
 */
public record KernelDriver(
        Observed<Version> loadedVersion,
        Observed<Flavour> flavour,
        Observed<Version> installedVersion,
        Observed<List<String>> installedFor,
        Observed<List<String>> modules,
        Observed<Boolean> secureBoot,
        Observed<String> dkms,
        Observed<List<String>> blacklisted,
        Observed<List<String>> parameters,
        Observed<Boolean> headers,
        Observed<List<Version>> firmware,
        Observed<List<BoundGpu>> gpus,
        Observed<List<String>> log,
        Observed<Boolean> runInstaller,
        Observed<Integer> suspends,
        @Added(inMinor = 2) Observed<List<ModuleFile>> files,
        @Added(inMinor = 2) Observed<List<BuildFailure>> buildFailures,
        @Added(inMinor = 2) Observed<List<String>> options,
        @Added(inMinor = 2) Observed<List<String>> arguments,
        @Added(inMinor = 2) Observed<List<ModuleVersion>> versions) {
    /** Which build of the kernel modules. */
    public enum Flavour {
        OPEN,
        PROPRIETARY
    }

    /**
     * A GPU below {@code /proc/driver/nvidia/gpus}.
     *
     * @param address such as {@code 0000:01:00.0}
     * @param model product name
     * @param minor number of its device node
     * @param firmware GSP firmware it runs; absent where it runs none
     * @param excluded whether a module parameter keeps it from use
     */
    public record BoundGpu(
            String address,
            Observed<String> model,
            Observed<Integer> minor,
            Observed<Version> firmware,
            Observed<Boolean> excluded) {}

    /** Nothing of it is known, for a reason that all facts share. */
    public static KernelDriver unanswered(Observed<?> reason) {
        return new KernelDriver(
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking(),
                reason.lacking());
    }

    /** The same, with that version loaded. */
    public KernelDriver withLoaded(Observed<Version> version) {
        return new KernelDriver(
                version,
                flavour,
                installedVersion,
                installedFor,
                modules,
                secureBoot,
                dkms,
                blacklisted,
                parameters,
                headers,
                firmware,
                gpus,
                log,
                runInstaller,
                suspends,
                files,
                buildFailures,
                options,
                arguments,
                versions);
    }

    /** The kind of the loaded module; where none is loaded, of the one on disk for that kernel, else for any. */
    public Observed<Flavour> flavourFor(Observed<String> kernel) {
        if (flavour.isFound() || loadedVersion.isFound()) {
            return flavour;
        }
        List<ModuleFile> known = files.toOptional().orElse(List.of());
        String running = kernel.toOptional().orElse("");
        return known.stream()
                .filter(file -> file.kernel().equals(running))
                .findFirst()
                .or(() -> known.stream().findFirst())
                .map(ModuleFile::flavour)
                .filter(Observed::isFound)
                .orElse(flavour);
    }

    /**
     * NVIDIA's module on disk.
     *
     * @param kernel the kernel it is for
     * @param path where it is
     * @param version its release
     * @param flavour open or proprietary
     * @param signed whether a signature is appended to it
     */
    public record ModuleFile(
            String kernel,
            String path,
            Observed<Version> version,
            Observed<Flavour> flavour,
            Observed<Boolean> signed) {}

    /**
     * A build of the module that failed.
     *
     * @param version the release that was built
     * @param kernel the kernel that it was built for; empty where the log does not say
     * @param log the log file
     * @param lines the lines that tell why
     */
    public record BuildFailure(String version, String kernel, String log, List<String> lines) {
        public BuildFailure {
            lines = List.copyOf(lines);
        }
    }

    /** A loaded module of the driver, such as {@code nvidia_uvm}, and its own release. */
    public record ModuleVersion(String module, Version version) {}
}
