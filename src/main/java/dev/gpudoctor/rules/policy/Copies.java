package dev.gpudoctor.rules.policy;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Consumer.Kind;
import dev.gpudoctor.machine.Jetson;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Machine.FabricManager;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The copies of a component that a requirement speaks of: those that programs get, or where no program uses it, those
 * that lie on the machine.
 *
 * @param all the copies
 * @param inUse whether programs get them, so that each must fit; of copies that merely lie there one is enough
 */
record Copies(List<Copy> all, boolean inUse) {
    /** Components that are one fact of the machine. */
    private static final Map<String, Function<Machine, Observed<Version>>> SINGLE = Map.of(
            "driver", Machine::driverVersion,
            "glibc", machine -> machine.os().libc(),
            "l4t", machine -> machine.jetson().flatMap(Jetson::l4t),
            "jetpack", machine -> machine.jetson().flatMap(Jetson::jetPack),
            "fabric-manager", machine -> machine.fabricManager().flatMap(FabricManager::version),
            "container-toolkit", machine -> machine.containerTooling().toolkit());

    /** Components that libraries serve as. */
    private static final Map<String, Component> LIBRARIES =
            Map.of("cuda", Component.CUDA_RUNTIME, "cudnn", Component.CUDNN, "tensorrt", Component.TENSORRT);

    private static final String PYTHON = "python";

    /**
     * One copy.
     *
     * @param where whose it is
     * @param version its version
     */
    record Copy(String where, Observed<Version> version) {
        String text() {
            return version.toOptional().map(Version::toString).orElse("unknown") + " (" + where + ")";
        }
    }

    /** Whether a component of that name is known besides Python packages. */
    static boolean knows(String component) {
        return SINGLE.containsKey(component) || LIBRARIES.containsKey(component) || component.equals(PYTHON);
    }

    /** The names of {@link #knows}. */
    static List<String> names() {
        return List.of(
                "driver",
                "cuda",
                "cudnn",
                "tensorrt",
                PYTHON,
                "glibc",
                "container-toolkit",
                "fabric-manager",
                "l4t",
                "jetpack");
    }

    static Copies of(String component, Machine machine) {
        if (SINGLE.containsKey(component)) {
            Observed<Version> version = SINGLE.get(component).apply(machine);
            return new Copies(version.isAbsent() ? List.of() : List.of(new Copy("this machine", version)), true);
        }
        if (component.equals(PYTHON)) {
            return inUseOr(
                    programs(machine)
                            .filter(consumer -> consumer.kind() == Kind.PYTHON)
                            .map(consumer -> new Copy(consumer.name(), consumer.python()))
                            .toList(),
                    machine.pythons().stream()
                            .map(python -> new Copy(python.prefix(), python.python()))
                            .toList());
        }
        return LIBRARIES.containsKey(component)
                ? inUseOr(used(LIBRARIES.get(component), machine), lying(component, machine))
                : new Copies(packages(component, machine), true);
    }

    private static Copies inUseOr(List<Copy> used, List<Copy> lying) {
        return used.isEmpty() ? new Copies(lying, false) : new Copies(used, true);
    }

    /** What would run; a toolkit compiles. */
    private static java.util.stream.Stream<Consumer> programs(Machine machine) {
        return machine.consumers().stream().filter(consumer -> consumer.kind() != Kind.TOOLKIT);
    }

    private static List<Copy> used(Component component, Machine machine) {
        return programs(machine)
                .flatMap(consumer ->
                        consumer.use(component).stream().map(use -> new Copy(consumer.name(), use.version())))
                .toList();
    }

    private static List<Copy> lying(String component, Machine machine) {
        return switch (component) {
            case "cuda" ->
                machine.toolkits().stream()
                        .map(toolkit -> new Copy(toolkit.directory(), toolkit.version()))
                        .toList();
            case "cudnn" ->
                machine.cudnns().stream()
                        .map(cudnn -> new Copy(cudnn.main().path(), cudnn.version()))
                        .toList();
            default ->
                machine.tensorRts().stream()
                        .map(tensorRt -> new Copy(tensorRt.main().path(), tensorRt.version()))
                        .toList();
        };
    }

    /** That package in every environment; only in those asked about where the question was narrowed. */
    private static List<Copy> packages(String name, Machine machine) {
        Set<String> judged = programs(machine)
                .filter(consumer -> consumer.kind() == Kind.PYTHON)
                .map(Consumer::place)
                .collect(Collectors.toSet());
        return machine.pythons().stream()
                .filter(python -> judged.isEmpty() || judged.contains(python.prefix()))
                .flatMap(python -> packages(name, python))
                .toList();
    }

    private static java.util.stream.Stream<Copy> packages(String name, PythonEnvironment python) {
        return python.packages().stream()
                .filter(wheel -> wheel.name().equals(name))
                .map(wheel -> new Copy(python.prefix(), Observed.found(wheel.version())));
    }
}
