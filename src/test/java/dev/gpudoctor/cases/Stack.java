package dev.gpudoctor.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One stack, put as the only consumer on a base machine of the machine cases in place of what lies there. What is empty
 * is not on the machine. Each {@code with} gives the same stack with one part exchanged.
 *
 * @param title what it is made from
 * @param base name of the base machine
 * @param program what runs, as a consumer's program
 * @param parts versions by the names below
 */
record Stack(String title, String base, String program, ComputeCapability gpu, Map<String, Version> parts) {
    static final String CONSUMER = "the stack";
    static final String RELEASE = "release";
    static final String PYTHON = "python";
    /** The CUDA that the installed package says it was built with. */
    static final String BUILT_WITH = "built with";
    /** The torch that is installed beside the program. */
    static final String TORCH = "torch";

    static final String DRIVER = "driver";
    /** CUDA level of the driver. */
    static final String LEVEL = "level";
    /** Driver that a forward-compatibility library in use is taken from. */
    static final String COMPAT = "compat";

    static final String CUDA = "cuda";
    static final String CUDNN = "cudnn";
    static final String CUDNN_CUDA = "cudnn built for";
    static final String TENSORRT = "tensorrt";
    static final String TENSORRT_CUDA = "tensorrt built for";
    static final String PARSER = "parser";
    static final String PLUGIN = "plugin";
    static final String L4T = "l4t";
    static final String JETPACK = "jetpack";
    /** One if the open kernel module runs. */
    static final String OPEN = "open module";
    /** One on a machine with an Arm processor. */
    static final String AARCH64 = "aarch64";

    private static final Path BASES = Path.of("src/test/resources/machines/_base");
    private static final Map<String, ObjectNode> READ = Stream.of("workstation", "wsl", "jetson-orin")
            .collect(Collectors.toUnmodifiableMap(name -> name, Stack::read));

    /** Parts that the hardware and its driver have. */
    private static final Set<String> HARDWARE = Set.of(DRIVER, LEVEL, AARCH64, COMPAT, L4T, JETPACK, OPEN);

    private static final Map<Stack, Machine> BARE = new ConcurrentHashMap<>();

    Stack {
        parts = Map.copyOf(parts);
    }

    Optional<Version> part(String name) {
        return Optional.ofNullable(parts.get(name));
    }

    Stack with(String name, Version version) {
        Map<String, Version> more = new java.util.HashMap<>(parts);
        more.put(name, version);
        return new Stack(title, base, program, gpu, more);
    }

    Stack with(String name, Optional<Version> version) {
        return version.map(found -> with(name, found)).orElse(this);
    }

    Stack without(String name) {
        Map<String, Version> fewer = new java.util.HashMap<>(parts);
        fewer.remove(name);
        return new Stack(title, base, program, gpu, fewer);
    }

    Stack on(ComputeCapability other) {
        return new Stack(title, base, program, other, parts);
    }

    @Override
    public String toString() {
        return title + " on " + gpu + " " + new java.util.TreeMap<>(parts);
    }

    /** The machine that has it. Many stacks are on the same hardware, which is read once. */
    Machine machine() {
        Map<String, Version> below = new java.util.TreeMap<>(parts);
        below.keySet().retainAll(HARDWARE);
        Machine bare = BARE.computeIfAbsent(
                new Stack("", base, "", gpu, below), stack -> read(title, stack.hardware(), Machine.class));
        boolean toolkit = program.isEmpty() && part(TENSORRT).isEmpty();
        return new Machine(
                bare.scene(),
                bare.os(),
                bare.cpu(),
                bare.limits(),
                bare.container(),
                bare.pci(),
                bare.kernelDriver(),
                bare.deviceNodes(),
                bare.driverLibraries(),
                bare.answers(),
                bare.gpus(),
                bare.fabricManager(),
                toolkit ? List.of(read(title, toolkit(), Toolkit.class)) : List.of(),
                List.of(),
                part(TENSORRT).stream()
                        .map(version -> read(title, tensorRt(version), TensorRt.class))
                        .toList(),
                part(BUILT_WITH).isPresent() || part(TORCH).isPresent()
                        ? List.of(read(title, environment(), PythonEnvironment.class))
                        : List.of(),
                bare.loader(),
                bare.environment(),
                bare.containerTooling(),
                bare.jetson(),
                bare.packages(),
                List.of(read(title, consumer(), Consumer.class)),
                bare.interconnect(),
                bare.gaps());
    }

    private static <T> T read(String title, JsonNode tree, Class<T> type) {
        try {
            return Json.read(tree, type);
        } catch (IOException e) {
            throw new UncheckedIOException(title, e);
        }
    }

    private ObjectNode hardware() {
        ObjectNode tree = base(base);
        ObjectNode board = (ObjectNode) tree.at("/gpus/value/0");
        fill(board, "name", "Board of " + gpu, "capability", gpu.toString());
        board.set("uuid", unread());
        part(DRIVER).ifPresent(driver -> installDriver(tree, driver));
        part(LEVEL).ifPresent(level -> fill((ObjectNode) tree.get("answers"), "cudaDriver", level.toString()));
        part(AARCH64).ifPresent(arm -> fill((ObjectNode) tree.get("os"), "architecture", AARCH64));
        part(COMPAT).ifPresent(compat -> addCompat(tree, compat));
        part(L4T).ifPresent(l4t -> fill((ObjectNode) tree.at("/jetson/value"), "l4t", l4t.toString()));
        part(JETPACK).ifPresent(name -> fill((ObjectNode) tree.at("/jetson/value"), "jetPack", name.toString()));
        for (String list : List.of("toolkits", "cudnns", "tensorRts", "pythons", "consumers")) {
            tree.putArray(list);
        }
        return tree;
    }

    private void installDriver(ObjectNode tree, Version driver) {
        boolean open = part(OPEN).isPresent();
        ObjectNode kernel = (ObjectNode) tree.get("kernelDriver");
        if (kernel.at("/loadedVersion/state").asText().equals("found")) {
            fill(
                    kernel,
                    "loadedVersion",
                    driver.toString(),
                    "installedVersion",
                    driver.toString(),
                    "flavour",
                    open ? "OPEN" : "PROPRIETARY");
            kernel.set("firmware", found(Json.tree(List.of(driver.toString()))));
            kernel.set("gpus", found(Json.tree(List.of())));
        }
        ObjectNode answers = (ObjectNode) tree.get("answers");
        fill(answers, "nvmlDriver", driver.toString());
        part(LEVEL).ifPresent(level -> fill(answers, "nvmlCuda", level.toString()));
        for (String list : List.of("libcuda", "nvml", "others")) {
            for (JsonNode library : tree.at("/driverLibraries/" + list)) {
                fill((ObjectNode) library, "version", driver.toString());
            }
        }
        tree.withObject("/containerTooling").set("cdiDrivers", found(Json.tree(List.of(driver.toString()))));
    }

    private static void addCompat(ObjectNode tree, Version compat) {
        ObjectNode folder = object();
        folder.put("directory", "/usr/local/cuda/compat").put("active", true);
        folder.set("cuda", tree.at("/answers/cudaDriver"));
        fill(folder, "driver", compat.toString(), "note", "");
        tree.withArray("/driverLibraries/compat").add(folder);
    }

    private ObjectNode toolkit() {
        ObjectNode toolkit = object();
        toolkit.put("directory", CONSUMER).put("origin", "TOOLKIT").put("isDefault", true);
        toolkit.putArray("libraries");
        String cuda = parts.get(CUDA).toString();
        return fill(toolkit, "version", cuda, "nvcc", cuda);
    }

    private ObjectNode tensorRt(Version version) {
        ObjectNode tensorRt = object();
        ObjectNode main = object();
        main.put("name", "libnvinfer.so").put("path", "/stack/libnvinfer.so").put("realPath", "/stack/libnvinfer.so");
        main.put("origin", "OTHER").putArray("needs");
        fill(main, "version", version.toString(), "architecture", "x86_64");
        main.set("symbolVersions", unread());
        main.set("executableStack", found(Json.tree(false)));
        tensorRt.set("main", main);
        tensorRt.putArray("parts");
        fill(tensorRt, "version", version.toString(), "trtexec", "/stack/trtexec");
        tensorRt.set("cuda", observed(TENSORRT_CUDA));
        tensorRt.set("parser", unread());
        tensorRt.set("builderResources", found(Json.tree(List.of("all"))));
        return tensorRt;
    }

    private ObjectNode environment() {
        ObjectNode environment = object();
        environment.put("prefix", "/stack").put("kind", "VENV").put("active", true);
        environment.set("python", observed(PYTHON));
        ArrayNode packages = environment.putArray("packages");
        packages.add(installed(program, parts.get(RELEASE)));
        part(TORCH).ifPresent(torch -> packages.add(fill(installed("torch", torch), "cuda", "13.0")));
        return environment;
    }

    private ObjectNode installed(String name, Version version) {
        ObjectNode item = object();
        item.put("name", name).put("version", version.toString()).put("directory", "/stack");
        item.putArray("libraries");
        item.putArray("requires");
        item.set("cudnn", unread());
        item.set("cuda", observed(BUILT_WITH));
        return item;
    }

    private ObjectNode consumer() {
        boolean toolkit = program.isEmpty() && part(TENSORRT).isEmpty();
        ObjectNode consumer = object();
        consumer.put("kind", toolkit ? "TOOLKIT" : part(PYTHON).isPresent() ? "PYTHON" : "IMAGE");
        consumer.put("name", toolkit ? "CUDA toolkit " + CONSUMER : CONSUMER);
        consumer.put("place", "/stack").put("program", program);
        consumer.set("programVersion", observed(RELEASE));
        consumer.set("python", observed(PYTHON));
        ArrayNode uses = consumer.putArray("uses");
        use(uses, "CUDA_RUNTIME", CUDA, CUDA);
        use(uses, "CUDNN", CUDNN, CUDNN_CUDA);
        use(uses, "TENSORRT", TENSORRT, TENSORRT_CUDA);
        use(uses, "ONNX_PARSER", PARSER, TENSORRT_CUDA);
        use(uses, "TENSORRT_PLUGIN", PLUGIN, TENSORRT_CUDA);
        consumer.putArray("missing");
        return consumer;
    }

    private void use(ArrayNode uses, String component, String version, String builtFor) {
        if (part(version).isPresent()) {
            ObjectNode use = uses.addObject();
            use.put("component", component).put("path", "/stack/" + component);
            use.put("origin", "OTHER").put("needed", true);
            use.set("version", observed(version));
            use.set("cuda", observed(builtFor));
        }
    }

    private JsonNode observed(String name) {
        return part(name)
                .map(version -> (JsonNode) found(TextNode.valueOf(version.toString())))
                .orElseGet(() -> object().put("state", "absent").set("lookedIn", Json.tree(List.of("the row"))));
    }

    private static ObjectNode unread() {
        return object().put("state", "not-applicable").put("reason", "the row does not say");
    }

    private static ObjectNode found(JsonNode value) {
        return object().put("state", "found").set("value", value);
    }

    private static ObjectNode fill(ObjectNode target, String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            target.set(namesAndValues[i], found(TextNode.valueOf(namesAndValues[i + 1])));
        }
        return target;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode base(String name) {
        return Objects.requireNonNull(READ.get(name), name).deepCopy();
    }

    private static ObjectNode read(String name) {
        try {
            return (ObjectNode) Json.parse(Files.readString(BASES.resolve(name + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
