package dev.gpudoctor.rules;

import dev.gpudoctor.machine.CompatPackage;
import dev.gpudoctor.machine.Container;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.machine.Scene;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What kind of place a machine is, as far as rules differ by it. */
public final class Surroundings {
    /** Editions whose packages are layered onto an image instead of being installed. */
    private static final Set<String> LAYERED = Set.of(
            "silverblue",
            "kinoite",
            "sericea",
            "onyx",
            "sway-atomic",
            "budgie-atomic",
            "cosmic-atomic",
            "coreos",
            "iot");

    private Surroundings() {}

    /** Whether the GPU comes from Windows, so that neither PCI bus nor kernel module of Linux tell anything of it. */
    public static boolean isWsl(Machine machine) {
        return machine.os().wsl().isFound();
    }

    /** Whether it is a Jetson, whose GPU is no PCI device and whose driver comes with the board's system. */
    public static boolean isJetson(Machine machine) {
        return machine.jetson().isFound();
    }

    /** Why the release of the installed driver decides nothing here; empty where it does. */
    public static Optional<Judgement> withoutOwnDriver(Machine machine) {
        if (isJetson(machine)) {
            return Optional.of(Judgement.notApplicable("the driver of a Jetson belongs to its JetPack"));
        }
        return machine.driverLibraries().compat().stream().anyMatch(CompatPackage::active)
                ? Optional.of(Judgement.notApplicable("a compatibility library stands in for the driver"))
                : Optional.empty();
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

    /** Whether the GPU was only stated for software to be judged by, and is not one of this machine. */
    public static boolean isAssumed(Machine machine) {
        return machine.pci() instanceof Observed.NotApplicable
                && machine.gpus().evidence().stream()
                        .anyMatch(evidence -> evidence.source() == Evidence.Source.ASSUMED);
    }

    /** Whether a tree of files that brings no kernel is judged on the kernel of another machine, as a container would be. */
    public static boolean isImageOnHost(Machine machine) {
        return !isLive(machine) && machine.kernelDriver().loadedVersion().isFound() && !isAssumed(machine);
    }

    /** Whether a tree of files brings no kernel of its own, as the image of a container. */
    public static boolean isImage(Machine machine) {
        return !isLive(machine)
                && machine.kernelDriver()
                        .installedFor()
                        .toOptional()
                        .map(List::isEmpty)
                        .orElse(false)
                && machine.kernelDriver().dkms().toOptional().isEmpty();
    }

    /**
     * Whether this system's kernel module comes from elsewhere, as from the driver container of an operator: it runs,
     * and neither it nor any library of the driver is installed here.
     */
    public static boolean isDrivenFromOutside(Machine machine) {
        return machine.kernelDriver().loadedVersion().isFound()
                && machine.kernelDriver()
                        .installedFor()
                        .toOptional()
                        .map(List::isEmpty)
                        .orElse(false)
                && machine.kernelDriver().dkms().isAbsent()
                && !hasDriverLibraries(machine)
                && machine.driverLibraries()
                        .unreachable()
                        .toOptional()
                        .map(List::isEmpty)
                        .orElse(true);
    }

    /** The distribution as remedies name it. */
    public static String distribution(Machine machine) {
        boolean layered =
                machine.os().variant().toOptional().filter(LAYERED::contains).isPresent();
        return layered ? "ostree" : machine.os().id().toOptional().orElse("");
    }

    /** The kinds of place that a machine is, as remedies name them. */
    public static Set<String> places(Machine machine) {
        Set<String> places = new TreeSet<>();
        if (isContainer(machine)) {
            places.add("container");
            machine.container().toOptional().map(Container::runtime).ifPresent(places::add);
        } else if (isImageOnHost(machine)) {
            places.add("image");
        } else {
            places.add("host");
            if (isPlainLinux(machine)) {
                places.add(machine.os().virtualization().isFound() ? "vm" : "bare");
            }
        }
        if (isWsl(machine)) {
            places.add("wsl");
        }
        if (isJetson(machine)) {
            places.add("jetson");
        }
        return places;
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
