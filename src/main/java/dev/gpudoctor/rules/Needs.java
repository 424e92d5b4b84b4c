package dev.gpudoctor.rules;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.DeviceNode;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.KernelDriver.BoundGpu;
import dev.gpudoctor.machine.KernelDriver.Flavour;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.NativeAnswers.Refusal;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.List;

/** The facts that several rules need. */
public final class Needs {
    public static final Need<Object, Version> DRIVER = Need.ofMachine("driver version", Machine::driverVersion);
    public static final Need<Object, List<PciDevice>> PCI = Need.ofMachine("PCI devices", Machine::pci);
    public static final Need<Object, List<DeviceNode>> NODES = Need.ofMachine("device nodes", Machine::deviceNodes);
    public static final Need<Object, List<String>> MODULES =
            Need.ofMachine("kernel modules", machine -> machine.kernelDriver().modules());
    public static final Need<Object, Version> LOADED_MODULE = Need.ofMachine(
            "loaded kernel module", machine -> machine.kernelDriver().loadedVersion());
    public static final Need<Object, Version> INSTALLED_MODULE = Need.ofMachine(
            "kernel module on disk", machine -> machine.kernelDriver().installedVersion());
    public static final Need<Object, List<String>> INSTALLED_FOR = Need.ofMachine(
            "kernels with a module", machine -> machine.kernelDriver().installedFor());
    /** Read together with all of the driver's libraries, which are lists and cannot say that they were not read. */
    public static final Need<Object, List<Library>> DRIVER_LIBRARIES = Need.ofMachine(
            "driver libraries", machine -> machine.driverLibraries().unreachable());

    public static final Need<Object, Flavour> FLAVOUR =
            Need.ofMachine("flavour of the kernel module", machine -> machine.kernelDriver()
                    .flavourFor(machine.os().kernel()));
    public static final Need<Object, List<BoundGpu>> BOUND_GPUS = Need.ofMachine(
            "GPUs of the kernel module", machine -> machine.kernelDriver().gpus());
    public static final Need<Object, List<String>> KERNEL_LOG =
            Need.ofMachine("kernel log", machine -> machine.kernelDriver().log());
    public static final Need<Object, List<String>> PARAMETERS = Need.ofMachine(
            "module parameters", machine -> machine.kernelDriver().parameters());
    public static final Need<Object, String> KERNEL =
            Need.ofMachine("running kernel", machine -> machine.os().kernel());
    public static final Need<Object, String> ENGINE = Need.ofMachine(
            "container engine", machine -> machine.containerTooling().docker());
    public static final Need<Object, Version> TOOLKIT = Need.ofMachine(
            "NVIDIA Container Toolkit", machine -> machine.containerTooling().toolkit());
    public static final Need<Object, String> TOOLKIT_MODE = Need.ofMachine(
            "mode of the toolkit", machine -> machine.containerTooling().mode());
    public static final Need<Object, Boolean> NO_CGROUPS = Need.ofMachine(
            "no-cgroups setting", machine -> machine.containerTooling().noCgroups());
    public static final Need<Object, Boolean> REGISTERED_RUNTIME = Need.ofMachine(
            "registered runtime", machine -> machine.containerTooling().runtimeRegistered());
    public static final Need<Object, Boolean> ROOTLESS = Need.ofMachine(
            "rootless engine", machine -> machine.containerTooling().rootless());
    public static final Need<Object, List<String>> CDI_SPECS = Need.ofMachine(
            "CDI specifications", machine -> machine.containerTooling().cdiSpecs());
    public static final Need<Object, CallResult> NVML_INIT = Need.ofMachine(
                    "answer of NVML", machine -> machine.answers().nvmlInit())
            .hiddenBy(Causes.OF_NVML_FAILURE);
    public static final Need<Object, CallResult> CU_INIT = Need.ofMachine(
                    "answer of cuInit", machine -> machine.answers().cuInit())
            .hiddenBy(Causes.OF_CUDA_FAILURE);
    public static final Need<Object, Integer> NVML_DEVICES = Need.ofMachine(
                    "device count of NVML", machine -> machine.answers().nvmlDevices())
            .hiddenBy(Causes.OF_NVML_FAILURE);
    public static final Need<Object, Integer> CUDA_DEVICES = Need.ofMachine(
                    "device count of CUDA", machine -> machine.answers().cudaDevices())
            .hiddenBy(Causes.OF_CUDA_FAILURE);
    public static final Need<Object, List<Refusal>> REFUSALS = Need.ofMachine(
                    "devices that NVML refuses", machine -> machine.answers().refusals())
            .hiddenBy(Causes.OF_NVML_FAILURE);
    public static final Need<Object, List<Gpu>> ALL_GPUS =
            Need.ofMachine("GPUs", Machine::gpus).hiddenBy(Causes.OF_NVML_FAILURE);
    public static final Need<Gpu, ComputeCapability> CAPABILITY = Need.of("compute capability", Gpu::capability);
    public static final Need<Consumer, Version> CUDA = Need.of("CUDA runtime", Needs::cuda);
    public static final Need<Consumer, Version> CUDNN = Need.of("cuDNN", consumer -> consumer.version(Component.CUDNN));
    public static final Need<Consumer, Version> TENSORRT =
            Need.of("TensorRT", consumer -> consumer.version(Component.TENSORRT));

    private Needs() {}

    /** The CUDA release a consumer runs with: its runtime's, else the one its TensorRT was built for. */
    private static Observed<Version> cuda(Consumer consumer) {
        return consumer.use(Component.CUDA_RUNTIME)
                .map(Consumer.Use::version)
                .or(() -> consumer.use(Component.TENSORRT).map(Consumer.Use::cuda))
                .orElse(Observed.absent(consumer.name()));
    }
}
