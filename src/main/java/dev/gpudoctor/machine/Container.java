package dev.gpudoctor.machine;

/**
 * The container that gpudoctor runs in.
 *
 * @param runtime docker, podman, containerd, kubernetes, lxc, apptainer ...
 * @param gpuInjected whether driver files of the host were mounted into it
 */
public record Container(String runtime, Observed<Boolean> gpuInjected) {}
