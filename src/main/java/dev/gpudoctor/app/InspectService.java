package dev.gpudoctor.app;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.model.DamagedFile;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.fit.Inspection;
import dev.gpudoctor.model.fit.Inspector;
import dev.gpudoctor.model.fit.RuntimeTarget;
import dev.gpudoctor.model.format.ModelFinder;
import dev.gpudoctor.model.format.ModelReader;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads model files and judges them against a machine. */
public final class InspectService {
    private static final List<String> ONNX_RUNTIMES = List.of("onnxruntime-gpu", "onnxruntime");

    private final Path directory;

    /** @param directory what relative paths are relative to */
    public InspectService(Path directory) {
        this.directory = directory;
    }

    /** Every model behind these paths, by the name that the user knows it by; directories are walked. */
    public Map<String, ModelFile> read(List<String> paths) {
        Map<String, ModelFile> files = new LinkedHashMap<>();
        for (String path : paths) {
            Path start = directory.resolve(path);
            try {
                List<Path> found = ModelFinder.find(start);
                found.forEach(file -> files.put(shown(path, start, file), ModelReader.read(file)));
                if (found.isEmpty()) {
                    files.put(
                            path,
                            new OtherFile(Recognition.sure(
                                    Format.NO_MODEL_DIRECTORY, "no file in it has the ending of a model")));
                }
            } catch (IOException e) {
                files.put(path, new DamagedFile(Recognition.sure(Format.UNREADABLE), e.getMessage()));
            }
        }
        return files;
    }

    private static String shown(String path, Path start, Path file) {
        return Files.isDirectory(start)
                ? Path.of(path).resolve(start.relativize(file)).toString()
                : path;
    }

    /** Judges what was read. */
    public List<Inspection> judge(Map<String, ModelFile> files, Matrix matrix, RuntimeTarget target) {
        Inspector inspector = new Inspector(new Catalog(), matrix, target);
        return files.entrySet().stream()
                .map(file -> inspector.inspect(file.getKey(), file.getValue()))
                .toList();
    }

    /** What of a machine models are judged against: the first of several installations, as the loader would take it. */
    public static RuntimeTarget target(Machine machine, String origin) {
        Optional<Version> tensorRt = machine.tensorRts().stream()
                .map(TensorRt::version)
                .flatMap(version -> found(version).stream())
                .findFirst();
        Optional<Version> onnxRuntime = machine.pythons().stream()
                .map(PythonEnvironment::packages)
                .flatMap(List::stream)
                .filter(installed -> ONNX_RUNTIMES.contains(installed.name()))
                .map(PythonEnvironment.PythonPackage::version)
                .findFirst();
        List<ComputeCapability> gpus = found(machine.gpus()).orElse(List.of()).stream()
                .map(Gpu::capability)
                .flatMap(capability -> found(capability).stream())
                .distinct()
                .toList();
        return new RuntimeTarget(tensorRt, onnxRuntime, gpus, origin);
    }

    private static <T> Optional<T> found(Observed<T> observed) {
        return observed instanceof Observed.Found<T> found ? Optional.of(found.value()) : Optional.empty();
    }
}
