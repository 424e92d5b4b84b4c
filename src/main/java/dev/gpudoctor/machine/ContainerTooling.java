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
 * @param engines container engines that are set up here
 * @param kubelet whether a kubelet runs containers here
 * @param cdiFields fields of the CDI specifications that older engines do not know
 * @param hookLdconfig the ldconfig of the host that the toolkit's settings name and that does not exist
 * @param driverContainer release of the driver that a driver container keeps below /run/nvidia/driver
 * @param messages what pods of NVIDIA's and container engines wrote about faults, bounded in number
 * @param requests GPUs that containers of this machine ask for by id
 * @param systemContainers containers of LXC that are given device nodes of the driver
 * @param majors numbers of the driver's device nodes, as {@code nvidia-uvm 507}
 * @param emptyDriverRoot the root of the driver that the toolkit's settings name and that has no driver
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
        Observed<List<String>> cdiMissing,
        @Added(inMinor = 2) Observed<List<Engine>> engines,
        @Added(inMinor = 2) Observed<Boolean> kubelet,
        @Added(inMinor = 2) Observed<List<String>> cdiFields,
        @Added(inMinor = 2) Observed<String> hookLdconfig,
        @Added(inMinor = 2) Observed<Version> driverContainer,
        @Added(inMinor = 3) Observed<List<Message>> messages,
        @Added(inMinor = 3) Observed<List<Request>> requests,
        @Added(inMinor = 3) Observed<List<SystemContainer>> systemContainers,
        @Added(inMinor = 3) Observed<List<String>> majors,
        @Added(inMinor = 3) Observed<String> emptyDriverRoot) {
    /**
     * A container engine and what it was told.
     *
     * @param name docker, docker-rootless, containerd, cri-o, k3s, rke2, microk8s, k0s, podman ...
     * @param program its program; empty where only settings were found
     * @param version its version
     * @param files the settings that were read
     * @param registered whether they name the NVIDIA runtime
     * @param defaultRuntime the runtime that a container gets when it names none
     * @param cdi whether devices by CDI are switched on
     */
    public record Engine(
            String name,
            String program,
            Observed<Version> version,
            List<String> files,
            Observed<Boolean> registered,
            Observed<String> defaultRuntime,
            Observed<Boolean> cdi) {
        public Engine {
            files = List.copyOf(files);
        }
    }

    /**
     * A line of a log.
     *
     * @param from the log file
     * @param line without time and stream
     */
    public record Message(String from, String line) {}

    /**
     * A GPU that a container asks for.
     *
     * @param from the settings that name it
     * @param device such as {@code GPU-} or {@code MIG-} and an id
     */
    public record Request(String from, String device) {}

    /**
     * A container of LXC.
     *
     * @param file its settings
     * @param allowed its device rules, such as {@code c 195:* rwm}
     * @param nodes device nodes of the driver that are mounted into it, by their path on the host
     */
    public record SystemContainer(String file, List<String> allowed, List<String> nodes) {
        public SystemContainer {
            allowed = List.copyOf(allowed);
            nodes = List.copyOf(nodes);
        }
    }

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
