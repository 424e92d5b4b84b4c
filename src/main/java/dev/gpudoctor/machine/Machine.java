package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;

/**
 * Everything that is known of one machine.
 *
 * @param scene how it was looked at
 * @param os the system below the stack
 * @param cpu the processor
 * @param limits limits that GPU programs run into
 * @param container the container around us; absent on a host
 * @param pci NVIDIA's PCI functions
 * @param kernelDriver the kernel side of the driver, as it was before any library was asked
 * @param deviceNodes files below /dev, as they were before any library was asked
 * @param driverLibraries the user-mode side of the driver
 * @param answers what the vendor's libraries answered
 * @param gpus the GPUs
 * @param fabricManager version of the fabric manager, and whether it runs
 * @param toolkits CUDA toolkits
 * @param cudnns cuDNN copies
 * @param tensorRts TensorRT copies
 * @param pythons Python environments
 * @param loader how the loader finds libraries
 * @param environment the variables that steer the stack, by name
 * @param containerTooling what gives containers the GPU
 * @param jetson Jetson facts; absent elsewhere
 * @param packages system packages of the stack; unreadable where the package database cannot be read
 * @param consumers what would run, with what it gets
 * @param interconnect what is between the GPUs
 * @param gaps places that were looked at in vain, so that what lies there is unknown
 */
public record Machine(
        Scene scene,
        OperatingSystem os,
        Cpu cpu,
        Limits limits,
        Observed<Container> container,
        Observed<List<PciDevice>> pci,
        KernelDriver kernelDriver,
        Observed<List<DeviceNode>> deviceNodes,
        DriverLibraries driverLibraries,
        NativeAnswers answers,
        Observed<List<Gpu>> gpus,
        Observed<FabricManager> fabricManager,
        List<Toolkit> toolkits,
        List<Cudnn> cudnns,
        List<TensorRt> tensorRts,
        List<PythonEnvironment> pythons,
        Loader loader,
        Map<String, String> environment,
        ContainerTooling containerTooling,
        Observed<Jetson> jetson,
        Observed<List<SystemPackage>> packages,
        List<Consumer> consumers,
        @Added(inMinor = 2) Observed<Interconnect> interconnect,
        List<Gap> gaps) {
    /** Name of the JSON form. */
    public static final String SCHEMA = "gpudoctor/machine/1";

    /** How far the JSON form has grown by addition. */
    public static final int SCHEMA_MINOR = 3;

    /**
     * The fabric manager of NVSwitch machines.
     *
     * @param version its version
     * @param running whether a process of it runs
     * @param subnetManager whether NVIDIA's NVLink subnet manager is installed or runs
     */
    public record FabricManager(
            Observed<Version> version, Observed<Boolean> running, Observed<Boolean> subnetManager) {}

    /**
     * A place that could not be read although something may be there.
     *
     * @param subject what was looked for, such as {@code python}
     * @param place path that did not open
     * @param reason why, in the system's words
     */
    public record Gap(String subject, String place, String reason) {}

    public Machine {
        toolkits = List.copyOf(toolkits);
        cudnns = List.copyOf(cudnns);
        tensorRts = List.copyOf(tensorRts);
        pythons = List.copyOf(pythons);
        environment = Map.copyOf(environment);
        consumers = List.copyOf(consumers);
        gaps = List.copyOf(gaps);
    }

    /**
     * The driver's version: of the loaded kernel module, else by NVML, else of the libcuda that the loader takes.
     */
    public Observed<Version> driverVersion() {
        if (kernelDriver.loadedVersion().isFound()) {
            return kernelDriver.loadedVersion();
        }
        if (answers.nvmlDriver().isFound()) {
            return answers.nvmlDriver();
        }
        return driverLibraries.libcuda().stream()
                .filter(library -> library.origin() != Origin.STUB && library.origin() != Origin.COMPAT)
                .map(Library::version)
                .filter(Observed::isFound)
                .findFirst()
                .orElse(kernelDriver.loadedVersion());
    }

    /** The same machine with another kernel driver. */
    public Machine with(KernelDriver other) {
        return new Machine(
                scene,
                os,
                cpu,
                limits,
                container,
                pci,
                other,
                deviceNodes,
                driverLibraries,
                answers,
                gpus,
                fabricManager,
                toolkits,
                cudnns,
                tensorRts,
                pythons,
                loader,
                environment,
                containerTooling,
                jetson,
                packages,
                consumers,
                interconnect,
                gaps);
    }

    /** The same machine, looked at otherwise. */
    public Machine with(Scene other) {
        return new Machine(
                other,
                os,
                cpu,
                limits,
                container,
                pci,
                kernelDriver,
                deviceNodes,
                driverLibraries,
                answers,
                gpus,
                fabricManager,
                toolkits,
                cudnns,
                tensorRts,
                pythons,
                loader,
                environment,
                containerTooling,
                jetson,
                packages,
                consumers,
                interconnect,
                gaps);
    }

    /** The same machine with other GPUs. */
    public Machine with(Observed<List<Gpu>> others) {
        return new Machine(
                scene,
                os,
                cpu,
                limits,
                container,
                pci,
                kernelDriver,
                deviceNodes,
                driverLibraries,
                answers,
                others,
                fabricManager,
                toolkits,
                cudnns,
                tensorRts,
                pythons,
                loader,
                environment,
                containerTooling,
                jetson,
                packages,
                consumers,
                interconnect,
                gaps);
    }

    /** The same machine judged for some of its consumers only. */
    public Machine with(List<Consumer> some) {
        return new Machine(
                scene,
                os,
                cpu,
                limits,
                container,
                pci,
                kernelDriver,
                deviceNodes,
                driverLibraries,
                answers,
                gpus,
                fabricManager,
                toolkits,
                cudnns,
                tensorRts,
                pythons,
                loader,
                environment,
                containerTooling,
                jetson,
                packages,
                some,
                interconnect,
                gaps);
    }

    /** The software of this machine alone: what belongs to its bus, kernel and driver does not apply, for that reason. */
    public Machine withoutHardware(String reason) {
        return new Machine(
                scene,
                os,
                cpu,
                limits,
                container,
                Observed.notApplicable(reason),
                KernelDriver.unanswered(Observed.notApplicable(reason)),
                Observed.notApplicable(reason),
                DriverLibraries.notApplicable(reason),
                NativeAnswers.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                toolkits,
                cudnns,
                tensorRts,
                pythons,
                loader,
                environment,
                ContainerTooling.unanswered(Observed.notApplicable(reason)),
                jetson,
                packages,
                consumers,
                Observed.notApplicable(reason),
                gaps);
    }

    /** This file tree on that host: kernel, driver, device nodes and GPUs are the host's, all else is the tree's. */
    public Machine on(Machine host) {
        return new Machine(
                scene,
                os.on(host.os),
                host.cpu,
                host.limits,
                container,
                host.pci,
                host.kernelDriver,
                host.deviceNodes,
                driverLibraries,
                host.answers,
                host.gpus,
                host.fabricManager,
                toolkits,
                cudnns,
                tensorRts,
                pythons,
                loader,
                environment,
                containerTooling,
                jetson,
                packages,
                consumers,
                host.interconnect,
                gaps);
    }
}
