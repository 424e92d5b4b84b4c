package dev.gpudoctor.rules;

import java.util.List;
import java.util.stream.Stream;

/** Conditions that explain the general failures, in groups that several rules share. */
public final class Causes {
    /** Why the kernel module serves no GPU, or not all of them. */
    public static final List<String> OF_A_LOST_GPU = List.of(
            "hardware.gpu.missing",
            "hardware.gpu.fell-off-bus",
            "hardware.gpu.power-cable",
            "hardware.gpu.no-bar",
            "hardware.gpu.no-interrupt",
            "hardware.gpu.reset-required",
            "driver.missing",
            "driver.nouveau.loaded",
            "driver.nova.loaded",
            "driver.geforce.hypervisor",
            "driver.vgpu.host-package",
            "driver.gpu.other-driver",
            "driver.headers.missing",
            "driver.module.build-failed",
            "driver.module.not-built",
            "driver.module.forbidden",
            "driver.module.secure-boot",
            "driver.module.not-loaded",
            "driver.branch.too-old-for-gpu",
            "driver.branch.dropped-gpu",
            "driver.module.open-required",
            "driver.module.proprietary-required",
            "driver.gsp.firmware-missing",
            "driver.gsp.timeout",
            "driver.gpu.excluded");

    /** Why NVML does not start. */
    public static final List<String> OF_NVML_FAILURE = join(
            OF_A_LOST_GPU,
            List.of(
                    "driver.module.library-mismatch",
                    "driver.installers.mixed",
                    "driver.nodes.missing",
                    "permissions.node.closed",
                    "permissions.access-control.denied",
                    "wsl.driver.linux-inside",
                    "wsl.gpu.not-forwarded",
                    "wsl.libcuda.not-on-path",
                    "container.runtime.not-nvidia",
                    "container.devices.hidden",
                    "container.devices.revoked",
                    "container.capabilities.missing",
                    "container.image.driver-inside",
                    "driver.library.crashed",
                    "driver.library.hangs",
                    "driver.library.floods",
                    "env.variable.breaks-cuda",
                    "driver.nvml.failed"));

    /** Why CUDA does not start or sees no device. */
    public static final List<String> OF_CUDA_FAILURE = join(
            OF_NVML_FAILURE,
            List.of(
                    "hardware.gpu.fewer",
                    "hardware.mig.no-instances",
                    "hardware.vgpu.unlicensed",
                    "permissions.seccomp.refused",
                    "permissions.limit.address-space",
                    "wsl.driver.too-old",
                    "jetson.nvmap.missing",
                    "jetson.nodes.closed",
                    "jetson.libraries.not-on-path",
                    "jetson.l4t.container-mismatch",
                    "jetson.memory.low",
                    "env.cuda-visible-devices.empty",
                    "env.cuda-visible-devices.invalid",
                    "env.cuda-visible-devices.mig",
                    "cuda.libcuda.missing",
                    "cuda.libcuda.stub",
                    "cuda.compat.mismatch",
                    "cuda.compat.unsupported-gpu",
                    "cuda.uvm.not-loaded",
                    "cuda.suspend.lost",
                    "cuda.hmm.broken",
                    "container.requirement.unmet",
                    "cuda.fabric.not-ready",
                    "cuda.fabric.version-mismatch",
                    "cuda.fabric.subnet-manager-missing",
                    "cuda.confidential.not-ready",
                    "cuda.mps.unreachable",
                    "cuda.compute-mode.exclusive",
                    "cuda.device.unavailable",
                    "cuda.devices.none"));

    private Causes() {}

    private static List<String> join(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
