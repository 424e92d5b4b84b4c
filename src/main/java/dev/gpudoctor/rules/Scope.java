package dev.gpudoctor.rules;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.machine.Toolkit;
import java.util.List;
import java.util.function.Function;

/**
 * The subjects of a machine that a rule judges one by one.
 *
 * @param <S> their type
 * @param word what one of them is called
 * @param subjects all of them
 * @param name how one of them is named in findings; empty for the machine itself
 * @param hiddenBy ids of conditions that explain why they can't be seen
 */
public record Scope<S>(
        String word, Function<Machine, Observed<List<S>>> subjects, Function<S, String> name, List<String> hiddenBy) {
    public static final Scope<Machine> MACHINE =
            new Scope<>("machine", machine -> Observed.found(List.of(machine)), machine -> "");
    /** GPUs as the PCI bus shows them, with or without a driver. */
    public static final Scope<PciDevice> PCI_GPUS = new Scope<>(
            "GPU on the PCI bus",
            machine -> machine.pci()
                    .map(devices -> devices.stream().filter(PciDevice::isGpu).toList()),
            PciDevice::address);

    /** What went wrong while libraries were asked. */
    public static final Scope<Incident> INCIDENTS = new Scope<>(
            "fault of a library", machine -> Observed.found(machine.answers().incidents()), Incident::question);

    public static final Scope<Gpu> GPUS =
            new Scope<>("GPU", Machine::gpus, gpu -> "GPU " + gpu.index(), Causes.OF_NVML_FAILURE);
    public static final Scope<Consumer> CONSUMERS =
            new Scope<>("consumer", machine -> Observed.found(machine.consumers()), Consumer::name);
    /** Consumers whose program is a framework, so that builds of it are documented. */
    public static final Scope<Consumer> FRAMEWORKS = new Scope<>(
            "framework",
            machine -> Observed.found(
                    machine.consumers().stream().filter(Scope::isFramework).toList()),
            Consumer::name);

    /** Consumers that run by themselves, which a toolkit does not. */
    public static final Scope<Consumer> PROGRAMS = new Scope<>(
            "program",
            machine -> Observed.found(machine.consumers().stream()
                    .filter(consumer -> consumer.kind() != Consumer.Kind.TOOLKIT)
                    .toList()),
            Consumer::name);

    public static final Scope<Toolkit> TOOLKITS = new Scope<>(
            "CUDA toolkit",
            machine -> Observed.found(machine.toolkits()),
            toolkit -> "CUDA toolkit " + toolkit.directory());
    public static final Scope<Cudnn> CUDNNS =
            new Scope<>("cuDNN", machine -> Observed.found(machine.cudnns()), cudnn -> cudnn.main()
                    .path());
    public static final Scope<TensorRt> TENSORRTS = new Scope<>(
            "TensorRT",
            machine -> Observed.found(machine.tensorRts()),
            tensorRt -> "TensorRT " + tensorRt.main().path());
    public static final Scope<PythonEnvironment> PYTHONS =
            new Scope<>("Python environment", machine -> Observed.found(machine.pythons()), PythonEnvironment::prefix);

    /** Whether a consumer is one of {@link #FRAMEWORKS}. */
    public static boolean isFramework(Consumer consumer) {
        return consumer.kind() != Consumer.Kind.TOOLKIT
                && !consumer.program().isEmpty()
                && !consumer.program().startsWith("tensorrt");
    }

    public Scope(String word, Function<Machine, Observed<List<S>>> subjects, Function<S, String> name) {
        this(word, subjects, name, List.of());
    }
}
