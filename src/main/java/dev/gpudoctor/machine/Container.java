package dev.gpudoctor.machine;

/**
 * The container that gpudoctor runs in.
 *
 * @param runtime docker, podman, containerd, kubernetes, lxc, apptainer ...
 * @param gpuInjected whether driver files of the host were mounted into it
 * @param covered whether the host's /proc/driver/nvidia is covered by a file system of the container's own
 */
public record Container(
        String runtime,
        Observed<Boolean> gpuInjected,
        @Added(inMinor = 2) Observed<Boolean> covered) {}
