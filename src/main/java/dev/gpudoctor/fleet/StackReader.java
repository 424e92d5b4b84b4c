package dev.gpudoctor.fleet;

import dev.gpudoctor.finding.Template;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.KernelDriver;
import dev.gpudoctor.machine.KernelDriver.BoundGpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Machine.FabricManager;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.machine.SystemPackage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Takes from a machine what nodes of one kind should have in common. What changes by itself, such as clocks, is left out. */
final class StackReader {
    private static final int MIB_SHIFT = 20;
    private static final String NCCL = "nccl";

    /** Variables that tell where one is, or who asked, rather than what is set for programs. */
    private static final Set<String> WHEREABOUTS =
            Set.of("HOME", "PWD", "PATH", "CI", "GITHUB_ACTIONS", "GITLAB_CI", "VIRTUAL_ENV", "CONDA_PREFIX");

    private final SortedMap<Fact, String> known = new TreeMap<>();
    private final SortedSet<Fact> unknown = new TreeSet<>();
    private final SortedSet<Part> unread = new TreeSet<>();

    private final boolean live;

    private StackReader(boolean live) {
        this.live = live;
    }

    static Stack of(Machine machine) {
        StackReader reader = new StackReader(machine.scene().kind() == Scene.Kind.LIVE);
        reader.gpus(machine);
        reader.driver(machine);
        reader.parameters(machine.kernelDriver());
        reader.system(machine);
        reader.libraries(machine);
        machine.pythons().forEach(reader::python);
        reader.packages(machine);
        machine.environment().forEach(reader::variable);
        return new Stack(reader.known, reader.unknown, reader.unread);
    }

    private void gpus(Machine machine) {
        Observed<List<Gpu>> gpus = machine.gpus();
        if (gpus.isUnreadable() || !live && !gpus.isFound()) {
            unread.add(Part.GPU);
            unread.add(Part.LINK);
        }
        List<Gpu> all = gpus.toOptional().orElse(List.of());
        if (!all.isEmpty()) {
            put(Part.GPU, "GPUs", Observed.found(models(all)));
        }
        each(Part.GPU, "MIG mode", all, gpu -> gpu.migEnabled().map(StackReader::onOff));
        each(Part.GPU, "ECC", all, gpu -> gpu.ecc().map(ecc -> onOff(ecc.enabled())));
        each(Part.GPU, "persistence mode", all, gpu -> gpu.persistence().map(StackReader::onOff));
        each(Part.GPU, "compute mode", all, gpu -> gpu.computeMode().map(mode -> mode.toLowerCase(Locale.ROOT)));
        each(Part.LINK, "PCIe link", all, gpu -> gpu.link()
                .map(link -> "generation " + link.maxGeneration() + " x" + link.width()
                        + (link.width() == link.maxWidth() ? "" : " (of x" + link.maxWidth() + ")")));
        KernelDriver kernel = machine.kernelDriver();
        if (kernel.gpus().isUnreadable()) {
            unknown.add(new Fact(Part.FIRMWARE, "GSP firmware"));
        }
        each(Part.FIRMWARE, "GSP firmware", kernel.gpus().toOptional().orElse(List.of()), BoundGpu::firmware);
        put(Part.FIRMWARE, "installed GSP firmware", kernel.firmware().map(StackReader::list));
    }

    private static String models(List<Gpu> gpus) {
        return gpus.stream()
                .collect(Collectors.groupingBy(
                        gpu -> gpu.name().toOptional().orElse("GPU without a name"),
                        TreeMap::new,
                        Collectors.counting()))
                .entrySet()
                .stream()
                .map(model -> model.getValue() + " x " + model.getKey())
                .collect(Collectors.joining(", "));
    }

    private void driver(Machine machine) {
        KernelDriver kernel = machine.kernelDriver();
        put(Part.DRIVER, "driver", machine.driverVersion());
        put(Part.DRIVER, "kernel module", kernel.flavour().map(kind -> kind.name()
                .toLowerCase(Locale.ROOT)));
        put(Part.DRIVER, "installed kernel module", kernel.installedVersion());
        put(Part.DRIVER, "CUDA level of the driver", machine.answers().cudaDriver());
        put(Part.DRIVER, "fabric manager", machine.fabricManager().flatMap(FabricManager::version));
        put(
                Part.DRIVER,
                "libcuda",
                machine.driverLibraries().libcuda().stream()
                        .findFirst()
                        .<Observed<?>>map(library -> library.version())
                        .orElse(Observed.absent()));
    }

    private void parameters(KernelDriver kernel) {
        settings("module parameter", kernel.parameters());
        settings("modprobe option", kernel.options());
        settings("kernel argument", kernel.arguments());
        put(Part.PARAMETERS, "blacklisted modules", kernel.blacklisted().map(StackReader::list));
    }

    /** Settings as {@code name=value}; the same name twice counts by its last value, as for the kernel. */
    private void settings(String kind, Observed<List<String>> settings) {
        String all = kind + "s";
        if (settings.isUnreadable()) {
            unknown.add(new Fact(Part.PARAMETERS, all));
        }
        for (String setting : settings.toOptional().orElse(List.of())) {
            int equals = setting.indexOf('=');
            String name = equals < 0 ? setting : setting.substring(0, equals);
            put(
                    new Fact(Part.PARAMETERS, kind + " " + name, all),
                    Observed.found(equals < 0 ? "set" : setting.substring(equals + 1)));
        }
    }

    private void system(Machine machine) {
        put(Part.KERNEL, "kernel", machine.os().kernel());
        put(Part.SYSTEM, "distribution", machine.os().prettyName());
        put(Part.SYSTEM, "glibc", machine.os().libc());
        put(Part.SYSTEM, "Secure Boot", machine.kernelDriver().secureBoot().map(StackReader::onOff));
        put(Part.SYSTEM, "virtualization", machine.os().virtualization());
        put(
                Part.SYSTEM,
                "limit of locked memory",
                machine.limits()
                        .memlockBytes()
                        .map(bytes -> bytes == Long.MAX_VALUE ? "unlimited" : (bytes >> MIB_SHIFT) + " MiB"));
        put(Part.SYSTEM, "L4T", machine.jetson().flatMap(jetson -> jetson.l4t()));
        put(Part.SYSTEM, "power model", machine.jetson().flatMap(jetson -> jetson.powerModel()));
        put(Part.NETWORK, "RDMA devices", machine.interconnect().flatMap(links -> links.rdma()
                .map(StackReader::list)));
        put(Part.CONTAINER, "container runtime", machine.container().map(container -> container.runtime()));
        put(
                Part.CONTAINER,
                "NVIDIA Container Toolkit",
                machine.containerTooling().toolkit());
        put(
                Part.CONTAINER,
                "Docker's default runtime",
                machine.containerTooling().defaultRuntime());
        machine.containerTooling()
                .engines()
                .toOptional()
                .orElse(List.of())
                .forEach(engine -> put(Part.CONTAINER, engine.name(), engine.version()));
    }

    private void libraries(Machine machine) {
        machine.toolkits().forEach(kit -> put(Part.CUDA, "CUDA toolkit in " + kit.directory(), kit.version()));
        machine.driverLibraries()
                .compat()
                .forEach(compat -> put(Part.CUDA, "forward compatibility in " + compat.directory(), compat.cuda()));
        machine.cudnns().forEach(copy -> put(Part.CUDNN, "cuDNN " + copy.main().path(), copy.version()));
        machine.tensorRts()
                .forEach(copy -> put(Part.TENSORRT, "TensorRT " + copy.main().path(), copy.version()));
        List<String> loaded = new ArrayList<>();
        for (Consumer consumer : machine.consumers()) {
            for (Dependency dependency : consumer.dependencies().toOptional().orElse(List.of())) {
                if (dependency.stem().contains(NCCL)) {
                    dependency
                            .file()
                            .toOptional()
                            .flatMap(file -> file.version().toOptional())
                            .stream()
                            .map(Object::toString)
                            .forEach(loaded::add);
                }
            }
        }
        if (!loaded.isEmpty()) {
            put(Part.NCCL, "NCCL that programs load", Observed.found(list(loaded)));
        }
    }

    private void python(PythonEnvironment python) {
        String whole = "Python in " + python.prefix();
        // Without a version it is there all the same; what it contains counts.
        put(
                new Fact(Part.PYTHON, whole),
                Observed.found(
                        python.python().toOptional().map(Object::toString).orElse("of an unknown version")));
        for (PythonPackage wheel : python.packages()) {
            String name = wheel.name() + " in " + python.prefix();
            put(
                    wheel.name().contains(NCCL) ? new Fact(Part.NCCL, name) : new Fact(Part.PYTHON, name, whole),
                    Observed.found(wheel.version()));
        }
    }

    private void packages(Machine machine) {
        if (machine.packages().isUnreadable()) {
            unread.add(Part.PACKAGES);
        }
        for (SystemPackage installed : machine.packages().toOptional().orElse(List.of())) {
            Part part = installed.name().contains(NCCL) ? Part.NCCL : Part.PACKAGES;
            put(part, installed.name(), Observed.found(installed.version()));
        }
    }

    private void variable(String name, String value) {
        if (!WHEREABOUTS.contains(name)) {
            put(Part.ENVIRONMENT, name, Observed.found(value.isEmpty() ? "(empty)" : value));
        }
    }

    /** One value for all of a list: the common one, or how many have which. */
    private <T> void each(Part part, String name, List<T> all, Function<T, Observed<?>> read) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        boolean open = false;
        for (T one : all) {
            Observed<?> value = read.apply(one);
            open |= value.isUnreadable();
            value.toOptional().map(Object::toString).ifPresent(text -> counts.merge(text, 1, Integer::sum));
        }
        if (open) {
            unknown.add(new Fact(part, name));
        } else if (counts.size() == 1) {
            put(part, name, Observed.found(counts.firstKey()));
        } else if (!counts.isEmpty()) {
            put(
                    part,
                    name,
                    Observed.found(counts.entrySet().stream()
                            .map(count -> count.getKey() + " on " + count.getValue())
                            .collect(Collectors.joining(", "))));
        }
    }

    private void put(Part part, String name, Observed<?> value) {
        put(new Fact(part, name), value);
    }

    private void put(Fact fact, Observed<?> value) {
        Optional<?> found = value.toOptional();
        if (found.isPresent()) {
            known.put(fact, Template.printable(found.get().toString()));
        } else if (value.isUnreadable() || !live && !value.isAbsent()) {
            // What does not apply to a file tree, such as its driver, may well be on the machine that it is for.
            unknown.add(fact);
        }
    }

    private static String list(List<?> items) {
        return items.isEmpty()
                ? "none"
                : items.stream().map(Object::toString).distinct().sorted().collect(Collectors.joining(", "));
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }
}
