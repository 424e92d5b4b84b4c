package dev.gpudoctor.app;

import dev.gpudoctor.compat.GpuNames;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * Facts stated by hand ({@code --assume gpu=…,driver=…}), which take the place of what was or was not read.
 *
 * @param gpu the GPU to judge for
 * @param driver the driver to judge for
 */
public record Assumptions(Optional<Observed<ComputeCapability>> gpu, String gpuName, Optional<Version> driver) {
    /** Nothing is assumed. */
    public static final Assumptions NONE = new Assumptions(Optional.empty(), "", Optional.empty());

    /**
     * Reads {@code name=value} pairs.
     *
     * @throws InputException if a name is unknown or a value can't be understood
     */
    public static Assumptions parse(List<String> pairs, Matrix matrix) throws InputException {
        Assumptions assumptions = NONE;
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1).strip();
            assumptions = switch (name) {
                case "gpu" -> new Assumptions(Optional.of(capability(value, matrix)), value, assumptions.driver());
                case "driver" -> new Assumptions(assumptions.gpu(), assumptions.gpuName(), Optional.of(driver(value)));
                default -> throw new InputException("--assume knows gpu and driver, not '" + name + "'");
            };
        }
        return assumptions;
    }

    private static Version driver(String value) throws InputException {
        return Version.parse(value)
                .orElseThrow(() -> new InputException("--assume driver: '" + value + "' is no driver version"));
    }

    private static Observed<ComputeCapability> capability(String value, Matrix matrix) throws InputException {
        Evidence evidence = assumed("gpu=" + value);
        GpuNames.Match match = new GpuNames(matrix).find(value);
        if (match instanceof GpuNames.Match.None none) {
            throw new InputException(
                    "--assume gpu: neither a compute capability nor a GPU of the matrix: '" + value + "'"
                            + (none.near().isEmpty() ? "" : "; did you mean " + String.join(", ", none.near()) + "?")
                            + " ('gpudoctor matrix show gpus' names them)");
        }
        return match instanceof GpuNames.Match.One one
                ? Observed.found(one.capability(), evidence)
                : Observed.unreadable(
                        "the name stands for several GPUs: "
                                + String.join(", ", ((GpuNames.Match.Several) match).candidates()),
                        evidence);
    }

    /**
     * The GPU where one alone can be judged for.
     *
     * @throws InputException if its name stands for several
     */
    public Optional<ComputeCapability> oneGpu() throws InputException {
        if (gpu.isPresent() && gpu.get() instanceof Observed.Unreadable<ComputeCapability> several) {
            throw new InputException(
                    "--assume gpu: '" + gpuName + "': " + several.reason() + "; name one, or its compute capability");
        }
        return gpu.flatMap(Observed::toOptional);
    }

    private static Evidence assumed(String text) {
        return new Evidence(Source.ASSUMED, "--assume", text);
    }

    /**
     * The machine with these facts in it. Where it has no GPU of its own, its software is judged for the stated one, and
     * its own bus, nodes, modules and driver do not matter.
     */
    public Machine applyTo(Machine machine) {
        boolean ownGpu = Surroundings.hasGpuOnBus(machine)
                || Surroundings.showsGpu(machine)
                || machine.kernelDriver().loadedVersion().isFound()
                || !Surroundings.isPlainLinux(machine);
        Machine changed = gpu.isPresent() && !ownGpu && Surroundings.isLive(machine)
                ? machine.withoutHardware("--assume states another machine's GPU")
                : machine;
        if (driver.isPresent()) {
            changed = withDriver(changed, driver.get());
        }
        return gpu.isPresent() ? withGpu(changed, gpu.get()) : changed;
    }

    private static Machine withDriver(Machine machine, Version version) {
        return machine.with(machine.kernelDriver().withLoaded(Observed.found(version, assumed("driver=" + version))));
    }

    private Machine withGpu(Machine machine, Observed<ComputeCapability> capability) {
        Evidence evidence = assumed("gpu=" + gpuName);
        return machine.with(Observed.found(
                List.of(Gpu.stated(Observed.found(gpuName, evidence), capability, "only stated by --assume")),
                evidence));
    }
}
