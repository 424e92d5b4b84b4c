package dev.gpudoctor.advise.stack;

import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.matrix.GpuProduct;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Takes from a machine what matters for advice; what could not be read becomes a stated gap. */
public final class HereReader {
    private static final Map<String, String> COMPONENTS = Map.of(
            "torch", "torch",
            "tensorflow", "tensorflow",
            "tensorflow-gpu", "tensorflow",
            "onnxruntime-gpu", "onnxruntime",
            "jax", "jax");
    private static final Set<String> ARM = Set.of("aarch64", "arm64");

    private final Machine machine;
    private final Matrix matrix;
    private final List<String> gaps = new ArrayList<>();

    private HereReader(Machine machine, Matrix matrix) {
        this.machine = machine;
        this.matrix = matrix;
    }

    public static Here read(Machine machine, Matrix matrix) {
        return new HereReader(machine, matrix).read();
    }

    private Here read() {
        boolean wsl = machine.os().wsl().isFound();
        Observed<Version> driver = machine.driverVersion();
        if (driver.isUnreadable()) {
            gaps.add("The driver's version could not be read; the answer proposes one.");
        }
        return new Here(
                gpus(),
                driver.toOptional(),
                machine.os()
                        .id()
                        .toOptional()
                        .flatMap(id -> machine.os().release().toOptional().map(release -> id + release)),
                machine.os().architecture().toOptional().map(HereReader::system),
                wsl ? Platform.WINDOWS : Platform.LINUX,
                installed(),
                machine.jetson().flatMap(jetson -> jetson.jetPack()).toOptional(),
                machine.jetson().flatMap(jetson -> jetson.module()).toOptional(),
                machine.cpu().features().toOptional().orElse(List.of()),
                gaps);
    }

    private static String system(String architecture) {
        return ARM.contains(architecture) ? "linux-aarch64" : "linux-" + architecture;
    }

    /** GPUs of one capability are asked about once. */
    private List<GpuPart> gpus() {
        if (machine.gpus().isUnreadable()) {
            gaps.add("The GPUs could not be read; name one with gpu=.");
        }
        Map<Object, GpuPart> byCapability = new HashMap<>();
        List<GpuPart> gpus = new ArrayList<>();
        for (Gpu gpu : machine.gpus().toOptional().orElse(List.of())) {
            if (!gpu.capability().isFound()) {
                gaps.add("The compute capability of GPU " + gpu.index() + " could not be read; it is left out.");
            }
            gpu.capability().toOptional().ifPresent(capability -> {
                String name = gpu.name().toOptional().orElse("");
                GpuPart part = new GpuPart(name, capability, isDataCenter(name));
                if (byCapability.putIfAbsent(capability, part) == null) {
                    gpus.add(part);
                }
            });
        }
        return gpus;
    }

    private boolean isDataCenter(String name) {
        return matrix.gpuByName(name)
                .filter(product -> product.segment() == GpuProduct.Segment.DATACENTER)
                .isPresent();
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
