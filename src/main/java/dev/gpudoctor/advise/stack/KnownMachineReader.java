package dev.gpudoctor.advise.stack;

import dev.gpudoctor.compat.GpuNames;
import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Jetson;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes from a machine what matters for advice; what could not be read becomes a stated gap. */
public final class KnownMachineReader {
    private static final Map<String, String> COMPONENTS = Map.of(
            "torch", "torch",
            "tensorflow", "tensorflow",
            "tensorflow-gpu", "tensorflow",
            "onnxruntime-gpu", "onnxruntime",
            "jax", "jax");
    private static final Set<String> BOARD_WORDS = Set.of("developer", "kit", "module");
    private static final Set<String> ARM = Set.of("aarch64", "arm64");

    private final Machine machine;
    private final Matrix matrix;
    private final List<String> gaps = new ArrayList<>();

    private KnownMachineReader(Machine machine, Matrix matrix) {
        this.machine = machine;
        this.matrix = matrix;
    }

    public static KnownMachine read(Machine machine, Matrix matrix) {
        return new KnownMachineReader(machine, matrix).read();
    }

    private KnownMachine read() {
        boolean wsl = machine.os().wsl().isFound();
        Observed<Version> driver = machine.driverVersion();
        if (driver.isUnreadable()) {
            gaps.add("The driver's version could not be read; the answer proposes one.");
        }
        return new KnownMachine(
                gpus(),
                driver.toOptional(),
                machine.os()
                        .id()
                        .toOptional()
                        .flatMap(id -> machine.os().release().toOptional().map(release -> id + release)),
                machine.os().architecture().toOptional().map(KnownMachineReader::system),
                wsl ? Platform.WINDOWS : Platform.LINUX,
                installed(),
                machine.jetson().flatMap(jetson -> jetson.jetPack()).toOptional(),
                module(),
                machine.cpu().features().toOptional().orElse(List.of()),
                gaps);
    }

    private static String system(String architecture) {
        return ARM.contains(architecture) ? "linux-aarch64" : "linux-" + architecture;
    }

    /** What the driver says; without one what the PCI bus shows. GPUs of one capability are asked about once. */
    private List<GpuPart> gpus() {
        Map<Object, GpuPart> byCapability = new LinkedHashMap<>();
        boolean driverTells = machine.gpus().isFound();
        Stream<GpuPart> all = driverTells ? gpusOfDriver() : gpusOfBus();
        all.forEach(part -> byCapability.putIfAbsent(part.capability(), part));
        if (!driverTells && !machine.pci().isFound() && !machine.jetson().isFound()) {
            gaps.add("The GPUs could not be read; name one with gpu=.");
        }
        return List.copyOf(byCapability.values());
    }

    private Stream<GpuPart> gpusOfDriver() {
        List<GpuPart> parts = new ArrayList<>();
        for (Gpu gpu : machine.gpus().toOptional().orElse(List.of())) {
            if (!gpu.capability().isFound()) {
                gaps.add("The compute capability of GPU " + gpu.index() + " could not be read; it is left out.");
            }
            String name = gpu.name().toOptional().orElse("");
            gpu.capability()
                    .toOptional()
                    .ifPresent(capability -> parts.add(new GpuPart(name, capability, isDataCenter(name))));
        }
        return parts.stream();
    }

    /** An id stands for an architecture: what fits all its chips fits the GPU. */
    private Stream<GpuPart> gpusOfBus() {
        List<GpuPart> parts = new ArrayList<>();
        for (PciDevice device : machine.pci().toOptional().orElse(List.of())) {
            if (device.isGpu()) {
                List<ComputeCapability> possible = matrix.capabilitiesOfPciDevice(device.deviceId()).stream()
                        .map(Capability::capability)
                        .toList();
                gaps.add("No driver tells about the GPU at " + device.address() + "; "
                        + (possible.isEmpty()
                                ? "the matrix does not know its PCI id " + device.deviceId() + ": name it with gpu=."
                                : "by its PCI id it has compute capability " + joined(possible) + "."));
                possible.forEach(capability -> parts.add(new GpuPart("", capability, false)));
            }
        }
        return parts.stream();
    }

    private static String joined(List<ComputeCapability> capabilities) {
        return capabilities.stream().map(ComputeCapability::toString).collect(Collectors.joining(" or "));
    }

    /** The row of a Jetson's module, by name, else by its chip. */
    private Optional<String> module() {
        if (!machine.jetson().isFound()) {
            return Optional.empty();
        }
        Optional<String> name = machine.jetson().flatMap(Jetson::module).toOptional();
        Optional<String> chip = machine.jetson()
                .flatMap(Jetson::soc)
                .toOptional()
                .map(soc -> soc.replace("tegra", "T").substring(0, Math.min(4, soc.length())));
        List<JetsonModule> rows = matrix.rows(Subject.JETSON_MODULES);
        Optional<JetsonModule> named = name.flatMap(board -> rows.stream()
                .filter(row -> words(board).containsAll(family(row)))
                .max(Comparator.comparing((JetsonModule row) -> family(row).size())));
        Optional<JetsonModule> row = named.or(() -> rows.stream()
                .filter(other -> other.chip().isPresent() && other.chip().equals(chip))
                .findFirst());
        if (row.isEmpty()) {
            gaps.add("This Jetson is none that the matrix knows; name one with platform=.");
        }
        return row.map(JetsonModule::name);
    }

    /** The words of a module's name that its boards share: neither memory sizes nor what stands in brackets. */
    private static Set<String> family(JetsonModule row) {
        Set<String> words = words(row.name().replaceAll("\\(.*?\\)", ""));
        words.removeIf(word -> Character.isDigit(word.charAt(0)) || BOARD_WORDS.contains(word));
        return words;
    }

    private static Set<String> words(String name) {
        Set<String> words = new HashSet<>(List.of(name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")));
        words.remove("");
        return words;
    }

    private boolean isDataCenter(String name) {
        return new GpuNames(matrix).find(name) instanceof GpuNames.Match.One one && one.dataCenter();
    }

    private Map<String, Version> installed() {
        Map<String, Version> installed = new HashMap<>();
        first(machine.toolkits().stream().map(Toolkit::version)).ifPresent(version -> installed.put("cuda", version));
        first(machine.cudnns().stream().map(Cudnn::version)).ifPresent(version -> installed.put("cudnn", version));
        first(machine.tensorRts().stream().map(TensorRt::version))
                .ifPresent(version -> installed.put("tensorrt", version));
        Optional<PythonEnvironment> python = machine.pythons().stream()
                .filter(PythonEnvironment::active)
                .findFirst()
                .or(() -> machine.pythons().stream().findFirst());
        python.flatMap(environment -> environment.python().toOptional())
                .ifPresent(version -> installed.put("python", version));
        python.stream().flatMap(environment -> environment.packages().stream()).forEach(wheel -> Optional.ofNullable(
                        COMPONENTS.get(wheel.name()))
                .ifPresent(component -> installed.put(component, wheel.version())));
        return installed;
    }

    private static Optional<Version> first(Stream<Observed<Version>> versions) {
        return versions.flatMap(version -> version.toOptional().stream()).findFirst();
    }
}
