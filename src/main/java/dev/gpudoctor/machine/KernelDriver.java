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
        Observed<Integer> suspends) {
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
                suspends);
    }
}
