package dev.gpudoctor.rules;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.machine.Scene;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What kind of place a machine is, as far as rules differ by it. */
public final class Surroundings {
    private Surroundings() {}

    /** Whether the GPU comes from Windows, so that neither PCI bus nor kernel module of Linux tell anything of it. */
    public static boolean isWsl(Machine machine) {
        return machine.os().wsl().isFound();
    }

    /** Whether it is a Jetson, whose GPU is no PCI device and whose driver comes with the board's system. */
    public static boolean isJetson(Machine machine) {
        return machine.jetson().isFound();
    }

    public static boolean isContainer(Machine machine) {
        return machine.container().isFound();
    }

    /** Whether the machine runs now, instead of being a tree of files. */
    public static boolean isLive(Machine machine) {
        return machine.scene().kind() == Scene.Kind.LIVE;
    }

    /** Whether a plain Linux with NVIDIA's own kernel module is to be expected, GPU or not. */
    public static boolean isPlainLinux(Machine machine) {
        return !isWsl(machine) && !isJetson(machine);
    }

    public static boolean hasGpuOnBus(Machine machine) {
        return machine.pci().toOptional().stream().flatMap(List::stream).anyMatch(PciDevice::isGpu);
    }

    /** The addresses of all GPUs on the PCI bus. */
    public static String gpuAddresses(Machine machine) {
        return machine.pci().toOptional().stream()
                .flatMap(List::stream)
                .filter(PciDevice::isGpu)
                .map(PciDevice::address)
                .collect(Collectors.joining(", "));
    }

    /** Whether NVML has shown this GPU of the PCI bus, so that the driver evidently serves it. */
    public static boolean shows(Machine machine, PciDevice device) {
        return machine.gpus().toOptional().stream()
                .flatMap(List::stream)
                .anyMatch(gpu -> gpu.pciAddress().toOptional().equals(Optional.of(device.address())));
    }

    /** Whether user-mode libraries of a real driver are here; stubs and compatibility packages do not count. */
    public static boolean hasDriverLibraries(Machine machine) {
        return machine.driverLibraries().libcuda().stream()
                        .anyMatch(library -> library.origin() != Origin.STUB && library.origin() != Origin.COMPAT)
                || !machine.driverLibraries().nvml().isEmpty();
    }

    /** Whether NVML or the driver has shown a GPU. */
    public static boolean showsGpu(Machine machine) {
        return machine.gpus().toOptional().map(gpus -> !gpus.isEmpty()).orElse(false)
                || machine.answers().cudaDevices().toOptional().orElse(0) > 0;
    }
}
