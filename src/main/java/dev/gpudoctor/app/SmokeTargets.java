package dev.gpudoctor.app;

import dev.gpudoctor.json.FileFault;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.smoke.SmokeTarget;
import dev.gpudoctor.smoke.WorkerTask.Role;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Chooses the files that the smoke test uses. */
public final class SmokeTargets {
    /** What the dynamic loader is asked for when nothing names a file. */
    private static final String DRIVER = "libcuda.so.1";

    private static final Map<Role, String> NAMES = Map.of(
            Role.DRIVER, "libcuda",
            Role.CUDART, "libcudart",
            Role.CUBLAS_LT, "libcublasLt",
            Role.CUBLAS, "libcublas",
            Role.CUDNN, "libcudnn",
            Role.TENSORRT, "libnvinfer",
            Role.TENSORRT_PLUGIN, "libnvinfer_plugin",
            Role.ONNX_PARSER, "libnvonnxparser");

    private static final Map<Role, Component> COMPONENTS = Map.of(
            Role.CUDART, Component.CUDA_RUNTIME,
            Role.CUBLAS, Component.CUBLAS,
            Role.CUDNN, Component.CUDNN);

    private static final Map<Role, String> TOOLKIT = Map.of(Role.CUDART, "libcudart.so", Role.CUBLAS, "libcublas.so");

    private SmokeTargets() {}

    /**
     * The libraries of these directories, an earlier one before a later one.
     *
     * @throws InputException if a directory cannot be read
     */
    public static SmokeTarget in(List<Path> directories, int gpu) throws InputException {
        List<Path> places = directories.stream().map(Path::toAbsolutePath).toList();
        Map<Role, String> libraries = new EnumMap<>(Role.class);
        libraries.put(Role.DRIVER, DRIVER);
        for (Map.Entry<Role, String> entry : NAMES.entrySet()) {
            Optional<Path> file = find(places, entry.getValue());
            file.ifPresent(path -> libraries.put(entry.getKey(), path.toString()));
        }
        return new SmokeTarget(
                gpu,
                libraries,
                places.stream().map(Path::toString).toList(),
                Optional.ofNullable(libraries.get(Role.TENSORRT)).flatMap(SmokeTargets::version),
                Optional.empty(),
                Map.of());
    }

    /**
     * What this machine's consumers get: its first TensorRT, and of every other library the copy that a consumer loads.
     *
     * @param gpu NVML's index, which is the driver's ordinal when devices are ordered by bus id
     */
    public static SmokeTarget of(Machine machine, int gpu) {
        Map<Role, String> libraries = new EnumMap<>(Role.class);
        libraries.put(Role.DRIVER, DRIVER);
        COMPONENTS.forEach((role, component) -> machine.consumers().stream()
                .flatMap(consumer -> consumer.use(component).stream())
                .map(Consumer.Use::path)
                .filter(path -> !path.isEmpty())
                .findFirst()
                .ifPresent(path -> libraries.put(role, path)));
        machine.cudnns().stream()
                .findFirst()
                .ifPresent(
                        cudnn -> libraries.putIfAbsent(Role.CUDNN, cudnn.main().path()));
        machine.toolkits().stream()
                .flatMap(toolkit -> toolkit.libraries().stream())
                .forEach(library -> TOOLKIT.forEach((role, name) -> {
                    if (library.name().startsWith(name)) {
                        libraries.putIfAbsent(role, library.path());
                    }
                }));
        if (libraries.containsKey(Role.CUBLAS)) {
            Path beside = Path.of(libraries.get(Role.CUBLAS).replace("libcublas.so", "libcublasLt.so"));
            if (Files.exists(beside)) {
                libraries.put(Role.CUBLAS_LT, beside.toString());
            }
        }
        Optional<TensorRt> tensorRt = machine.tensorRts().stream().findFirst();
        tensorRt.ifPresent(found -> {
            libraries.put(Role.TENSORRT, found.main().path());
            found.parser().toOptional().ifPresent(parser -> libraries.put(Role.ONNX_PARSER, parser.path()));
            found.parts().stream()
                    .filter(part -> part.name().startsWith("libnvinfer_plugin."))
                    .findFirst()
                    .ifPresent(plugin -> libraries.put(Role.TENSORRT_PLUGIN, plugin.path()));
        });
        return new SmokeTarget(
                gpu,
                libraries,
                libraries.values().stream()
                        .filter(path -> path.startsWith("/"))
                        .map(path -> path.substring(0, path.lastIndexOf('/')))
                        .distinct()
                        .toList(),
                tensorRt.flatMap(found -> found.version()
                        .toOptional()
                        .or(() -> version(found.main().path()))),
                tensorRt.flatMap(found -> found.trtexec().toOptional()),
                Map.of());
    }

    private static Optional<Path> find(List<Path> directories, String name) throws InputException {
        for (Path directory : directories) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, name + ".so.*")) {
                // The shortest name is the soname, which is what other files ask for.
                Optional<Path> shortest = StreamSupport.stream(files.spliterator(), false)
                        .min(Comparator.comparing((Path path) ->
                                        path.getFileName().toString().length())
                                .thenComparing(Path::toString));
                if (shortest.isPresent()) {
                    return shortest;
                }
            } catch (IOException e) {
                throw new InputException("--libraries: can't read " + directory + ": " + FileFault.reason(e));
            }
        }
        return Optional.empty();
    }

    private static Optional<Version> version(String path) {
        Matcher matcher = Pattern.compile("\\.so\\.(.+)$").matcher(path);
        return matcher.find() ? Version.parse(matcher.group(1)) : Optional.empty();
    }
}
