package dev.gpudoctor.report;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.machine.Toolkit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One aligned line of the stack's overview.
 *
 * @param label component
 * @param text what is there of it
 * @param here whether it is known to be there
 */
record StackLine(String label, String text, boolean here) {
    StackLine {
        label = OutputFormat.line(label);
        text = OutputFormat.line(text);
    }

    private StackLine(String label, String text) {
        this(label, text, true);
    }

    /** The stack from the GPU up. */
    static List<StackLine> of(Machine machine) {
        List<StackLine> lines = new ArrayList<>();
        List<Gpu> gpus = machine.gpus().toOptional().orElse(List.of());
        if (gpus.isEmpty() && machine.scene().kind() != Scene.Kind.ROOT) {
            lines.add(new StackLine("GPU", missing(machine.gpus()), false));
        }
        for (Gpu gpu : gpus) {
            lines.add(new StackLine(
                    "GPU " + gpu.index(),
                    text(gpu.name())
                            + gpu.capability()
                                    .toOptional()
                                    .map(c -> ", compute capability " + c)
                                    .orElse("")
                            + gpu.memoryTotal()
                                    .toOptional()
                                    .map(bytes -> ", " + (bytes >> 20) + " MiB")
                                    .orElse("")));
        }
        // A root file system has no GPU and mostly no driver of its own, and nobody misses them there.
        if (machine.driverVersion().isFound() || machine.scene().kind() != Scene.Kind.ROOT) {
            lines.add(new StackLine(
                    "driver",
                    text(machine.driverVersion())
                            + machine.kernelDriver()
                                    .flavour()
                                    .toOptional()
                                    .map(f -> ", " + f.name().toLowerCase(Locale.ROOT) + " kernel module")
                                    .orElse("")
                            + machine.answers()
                                    .cudaDriver()
                                    .toOptional()
                                    .map(v -> ", CUDA up to " + v)
                                    .orElse(""),
                    machine.driverVersion().isFound()));
        }
        for (Toolkit toolkit : machine.toolkits()) {
            lines.add(new StackLine("CUDA", text(toolkit.version()) + "  " + toolkit.directory()));
        }
        for (Cudnn cudnn : machine.cudnns()) {
            lines.add(new StackLine(
                    "cuDNN", text(cudnn.version()) + "  " + cudnn.main().path()));
        }
        for (TensorRt tensorRt : machine.tensorRts()) {
            lines.add(new StackLine(
                    "TensorRT",
                    text(tensorRt.version()) + "  " + tensorRt.main().path()));
        }
        for (PythonEnvironment python : machine.pythons()) {
            lines.add(new StackLine("Python", text(python.python()) + "  " + python.prefix()));
        }
        for (Consumer consumer : machine.consumers()) {
            if (SHOWN.contains(consumer.kind())) {
                lines.add(program(consumer));
            }
        }
        return lines;
    }

    private static final Set<Consumer.Kind> SHOWN =
            Set.of(Consumer.Kind.PYTHON, Consumer.Kind.PROCESS, Consumer.Kind.PROGRAM);

    /** A program in an environment, or a process of which often no more than its number is known. */
    private static StackLine program(Consumer consumer) {
        List<String> texts = new ArrayList<>();
        if (consumer.programVersion().isFound()) {
            texts.add(text(consumer.programVersion()));
        }
        for (Consumer.Use use : consumer.uses()) {
            texts.add(use.component().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + text(use.version()));
        }
        String name = consumer.program().isEmpty() ? consumer.name() : consumer.program();
        return new StackLine("  " + name, texts.isEmpty() ? text(consumer.programVersion()) : String.join(", ", texts));
    }

    private static String text(Observed<?> observed) {
        return observed.isFound() ? observed.toOptional().get().toString() : missing(observed);
    }

    private static String missing(Observed<?> observed) {
        if (observed instanceof Observed.Unreadable<?> unreadable) {
            return "not readable: " + unreadable.reason();
        }
        return observed instanceof Observed.NotApplicable<?> notApplicable ? notApplicable.reason() : "none found";
    }
}
