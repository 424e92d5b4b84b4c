package dev.gpudoctor.app;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.json.FileFault;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.model.DamagedFile;
import dev.gpudoctor.model.EngineFile;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OnnxModel;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.fit.Inspection;
import dev.gpudoctor.model.fit.Inspector;
import dev.gpudoctor.model.fit.RuntimeTarget;
import dev.gpudoctor.model.fit.TensorRtAnswer;
import dev.gpudoctor.model.format.ModelFinder;
import dev.gpudoctor.model.format.ModelReader;
import dev.gpudoctor.smoke.ModelAsker;
import dev.gpudoctor.smoke.ModelAsker.Question;
import dev.gpudoctor.smoke.WorkerHome;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads model files and judges them against a machine. */
public final class InspectService {
    private static final List<String> ONNX_RUNTIMES = List.of("onnxruntime-gpu", "onnxruntime");

    /** The driver's ordinal of the GPU that TensorRT is asked on. */
    private static final int FIRST_GPU = 0;

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
                files.put(path, new DamagedFile(Recognition.sure(Format.UNREADABLE), FileFault.reason(e)));
            }
        }
        return files;
    }

    private static String shown(String path, Path start, Path file) {
        return Files.isDirectory(start)
                ? Path.of(path).resolve(start.relativize(file)).toString()
                : path;
    }

    /**
     * Lets a machine's own TensorRT say whether it takes the engines and ONNX models among these files. It is the one
     * that {@link #target} names.
     *
     * @param machine this machine
     * @param environment variables that the children get
     * @param limit the longest one answer may take
     */
    public Map<String, TensorRtAnswer> ask(
            Map<String, ModelFile> files, Machine machine, Map<String, String> environment, Duration limit)
            throws InterruptedException {
        ModelAsker asker =
                new ModelAsker(WorkerHome.current(), environment, SmokeTargets.of(machine, FIRST_GPU), limit);
        Map<String, TensorRtAnswer> answers = new LinkedHashMap<>();
        for (Map.Entry<String, ModelFile> file : files.entrySet()) {
            Optional<Question> question = question(file.getValue());
            if (question.isPresent()) {
                answers.put(file.getKey(), asker.ask(question.get(), directory.resolve(file.getKey())));
            }
        }
        return answers;
    }

    /** What TensorRT can be asked about a file; nothing where it is known not to be whole, or in no form that it reads. */
    private static Optional<Question> question(ModelFile file) {
        if (file instanceof EngineFile engine
                && !engine.isTruncated()
                && engine.recognition().format() == Format.TENSORRT_ENGINE) {
            return Optional.of(Question.ENGINE);
        }
        return file instanceof OnnxModel && file.recognition().format() == Format.ONNX
                ? Optional.of(Question.ONNX)
                : Optional.empty();
    }

    /** Judges what was read, and what TensorRT said of it where it was asked. */
    public List<Inspection> judge(
            Map<String, ModelFile> files, Matrix matrix, RuntimeTarget target, Map<String, TensorRtAnswer> answers) {
        Inspector inspector = new Inspector(new Catalog(), matrix, target);
        return files.entrySet().stream()
                .map(file -> inspector.inspect(
                        file.getKey(), file.getValue(), Optional.ofNullable(answers.get(file.getKey()))))
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
