package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;
import java.util.List;

/**
 * What gives containers the GPU.
 *
 * @param toolkit version of the NVIDIA Container Toolkit
 * @param docker whether a docker or podman client is here
 * @param runtimeRegistered whether docker's or containerd's configuration names the nvidia runtime
 * @param cdiSpecs CDI specification files
 * @param cdiDrivers driver versions that the CDI specifications mount
 * @param noCgroups the no-cgroups setting of the toolkit
 * @param mode how the toolkit injects: auto, legacy, cdi, csv
 * @param defaultRuntime docker's default runtime
 * @param rootless whether a rootless engine is set up for this user
 * @param repositories apt source files that name the toolkit's repository, with {@code signed-by} or {@code unsigned}
 *     after the path
 * @param cdiMissing host paths that a CDI specification mounts and that do not exist
 */
public record ContainerTooling(
        Observed<Version> toolkit,
        Observed<String> docker,
        Observed<Boolean> runtimeRegistered,
        Observed<List<String>> cdiSpecs,
        Observed<List<Version>> cdiDrivers,
        Observed<Boolean> noCgroups,
        Observed<String> mode,
        Observed<String> defaultRuntime,
        Observed<Boolean> rootless,
        Observed<List<String>> repositories,
        Observed<List<String>> cdiMissing) {
    /** Nothing of it is known, for a reason that all facts share. */
    public static ContainerTooling unanswered(Observed<?> reason) {
        return new ContainerTooling(
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
}
