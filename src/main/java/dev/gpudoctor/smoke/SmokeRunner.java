package dev.gpudoctor.smoke;

import dev.gpudoctor.finding.Template;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.process.ChildProcess;
import dev.gpudoctor.process.ChildResult;
import dev.gpudoctor.smoke.LayerResult.Outcome;
import dev.gpudoctor.smoke.WorkerTask.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lets a child try each layer, and turns what it said and how it ended into results. */
public final class SmokeRunner {
    private static final String COMPARING_MAIN = "dev.gpudoctor.smoke.worker.onnxruntime.OnnxRuntimeMain";
    private static final String MAIN = "dev.gpudoctor.smoke.worker.WorkerMain";

    private final WorkerHome home;
    private final Explanation explanation;
    private final FrameworkExplanation frameworks;
    private final GpuMonitor monitor;
    private final Map<String, String> environment;
    private final Consumer<String> progress;

    /**
     * @param monitor looks at the GPU meanwhile
     * @param environment variables that the children get
     * @param progress takes lines for a person who waits
     */
    public SmokeRunner(
            WorkerHome home,
            Explanation explanation,
            FrameworkExplanation frameworks,
            GpuMonitor monitor,
            Map<String, String> environment,
            Consumer<String> progress) {
        this.home = home;
        this.explanation = explanation;
        this.frameworks = frameworks;
        this.monitor = monitor;
        this.environment = Map.copyOf(environment);
        this.progress = line -> progress.accept(Template.printable(line));
    }

    /** Runs the layers that were asked for, from the driver up. */
    public SmokeReport run(SmokeRequest request, SmokeTarget target) throws InterruptedException {
        long start = System.nanoTime();
        Optional<Layer> first = request.layers().stream()
                .filter(layer -> layer != Layer.FRAMEWORK)
                .filter(layer -> unavailable(layer, request, target).isEmpty())
                .findFirst();
        boolean tried = first.isPresent() || !request.frameworks().isEmpty();
        try (PreparedWorkers children = new PreparedWorkers(worker -> new PreparedWorker(
                WorkerProcess.of(home, worker, MAIN, environment, target).limit(request.limit()),
                new Transcript(progress)))) {
            if (!tried) {
                return new SmokeReport(
                        target,
                        layers(request, target, children),
                        GpuWatched.not("no layer was tried"),
                        (System.nanoTime() - start) / 1e6);
            }
            try (GpuWatch watch = new GpuWatch(monitor, target.gpu(), request.limit())) {
                // The first child starts while NVML does.
                first.ifPresent(layer -> children.prepare(worker(layer, target)));
                watch.begin();
                List<LayerResult> results = layers(request, target, children);
                GpuWatched watched = explanation.of(watch.finish(), target.gpu());
                return new SmokeReport(target, results, watched, (System.nanoTime() - start) / 1e6);
            }
        }
    }

    private List<LayerResult> layers(SmokeRequest request, SmokeTarget target, PreparedWorkers children)
            throws InterruptedException {
        Map<Layer, LayerResult> results = new EnumMap<>(Layer.class);
        List<LayerResult> all = new ArrayList<>();
        for (Layer layer : request.layers()) {
            if (layer == Layer.FRAMEWORK) {
                all.addAll(new FrameworkRunner(frameworks, environment, progress).run(request, target.gpu()));
                continue;
            }
            progress.accept(layer.id() + " ...");
            Optional<LayerResult> skipped = unproven(layer, results).or(() -> unavailable(layer, request, target));
            LayerResult result = skipped.isPresent() ? skipped.get() : attempt(layer, request, target, children);
            results.put(layer, result);
            all.add(result);
            progress.accept(layer.id() + " " + result.outcome().name().toLowerCase(Locale.ROOT)
                    + (result.reason().isEmpty() ? "" : ": " + result.reason()));
        }
        return List.copyOf(all);
    }

    /** The layer skipped, if one that it stands on did not pass. */
    private static Optional<LayerResult> unproven(Layer layer, Map<Layer, LayerResult> results) {
        return layer.needs().stream()
                .flatMap(need -> Optional.ofNullable(results.get(need)).stream())
                .filter(result -> result.outcome() != Outcome.PASSED)
                .findFirst()
                .map(result -> LayerResult.skipped(
                        layer, "layer " + result.layer().id() + " did not pass", result.findings()));
    }

    /** The layer skipped, if something that it takes is not there. */
    private Optional<LayerResult> unavailable(Layer layer, SmokeRequest request, SmokeTarget target) {
        if (layer == Layer.MODEL && request.model().isEmpty()) {
            return Optional.of(LayerResult.skipped(layer, "no model was given", List.of()));
        }
        for (Role role : roles(layer)) {
            if (!target.libraries().containsKey(role)) {
                return Optional.of(explanation.missing(layer, role, target));
            }
        }
        if (usesTensorRt(layer) && worker(layer, target).isEmpty()) {
            return Optional.of(explanation.noWorker(layer, target));
        }
        return Optional.empty();
    }

    private static List<Role> roles(Layer layer) {
        return switch (layer) {
            case DRIVER, KERNEL -> List.of(Role.DRIVER);
            case RUNTIME -> List.of(Role.DRIVER, Role.CUDART);
            case CUBLAS -> List.of(Role.DRIVER, Role.CUBLAS);
            case CUDNN -> List.of(Role.DRIVER, Role.CUDNN);
            case TENSORRT -> List.of(Role.DRIVER, Role.TENSORRT);
            case ONNX, MODEL -> List.of(Role.DRIVER, Role.TENSORRT, Role.ONNX_PARSER);
            case FRAMEWORK -> List.of();
        };
    }

    private static boolean usesTensorRt(Layer layer) {
        return roles(layer).contains(Role.TENSORRT);
    }

    private Optional<Path> worker(Layer layer, SmokeTarget target) {
        return usesTensorRt(layer) ? target.tensorRt().flatMap(home::worker) : Optional.empty();
    }

    private LayerResult attempt(Layer layer, SmokeRequest request, SmokeTarget target, PreparedWorkers children)
            throws InterruptedException {
        if (layer != Layer.MODEL || !request.compare()) {
            return attempt(layer, request.model(), request, target, children);
        }
        Optional<Path> runtime = home.onnxRuntime();
        return runtime.isPresent()
                ? attemptAndCompare(runtime.get(), request, target, children)
                : attempt(layer, request.model(), request, target, children)
                        .with(LayerResult.notCompared("ONNX Runtime is not part of this installation"));
    }

    /** TensorRT first, then ONNX Runtime with the inputs and outputs that TensorRT's child left in a directory. */
    private LayerResult attemptAndCompare(
            Path runtime, SmokeRequest request, SmokeTarget target, PreparedWorkers children)
            throws InterruptedException {
        try {
            Path directory = Files.createTempDirectory("gpudoctor-compare");
            try {
                LayerResult first = attempt(
                        Layer.MODEL,
                        request.model().map(model -> model.comparing(directory.toString())),
                        request,
                        target,
                        children);
                return Files.exists(directory.resolve(Exchange.INDEX))
                        ? first.with(compare(runtime, directory, request))
                        : first;
            } finally {
                remove(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LayerResult compare(Path worker, Path directory, SmokeRequest request) throws InterruptedException {
        List<String> options = new ArrayList<>(home.jvmOptions(Optional.of(worker)));
        options.add("-Donnxruntime.native.path=" + home.jni(worker));
        Transcript transcript = new Transcript(progress);
        ChildResult child = ChildProcess.java(options, home.classPath(Optional.of(worker)), COMPARING_MAIN)
                .limit(request.limit())
                .input(Json.line(Map.of("directory", directory.toString())))
                .run(transcript::line);
        return result(Layer.MODEL, transcript, child);
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private LayerResult attempt(
            Layer layer,
            Optional<WorkerTask.Model> model,
            SmokeRequest request,
            SmokeTarget target,
            PreparedWorkers children)
            throws InterruptedException {
        Optional<Path> worker = worker(layer, target);
        WorkerTask task = new WorkerTask(
                layer,
                target.gpu(),
                libraries(layer, target),
                worker.map(directory -> home.jni(directory).toString()).orElse(""),
                request.precisions(),
                request.dlaCore().stream().toList(),
                request.seed(),
                layer == Layer.MODEL ? model.stream().toList() : List.of());
        try (PreparedWorker child = children.next(worker)) {
            Optional<Layer> following = request.layers().stream()
                    .filter(other -> other.compareTo(layer) > 0 && other != Layer.FRAMEWORK)
                    .filter(other -> unavailable(other, request, target).isEmpty())
                    .findFirst();
            if (following.isPresent()) {
                children.prepare(worker(following.get(), target));
            }
            ChildResult end = child.run(Json.line(task));
            child.transcript().gone();
            return result(layer, child.transcript(), end);
        }
    }

    /** The parser of the user's TensorRT is loaded only where it is used: some need libraries that nothing else does. */
    private static Map<Role, String> libraries(Layer layer, SmokeTarget target) {
        boolean parser = layer == Layer.ONNX || layer == Layer.MODEL;
        return target.libraries().entrySet().stream()
                .filter(entry ->
                        parser || (entry.getKey() != Role.ONNX_PARSER && entry.getKey() != Role.TENSORRT_PLUGIN))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private LayerResult result(Layer layer, Transcript transcript, ChildResult child) {
        Optional<WorkerEvent.Ended> ended = transcript.ended();
        // The last word counts even if the process then died of a library's own tidying up.
        if (ended.isPresent()) {
            Outcome outcome = ended.get().outcome();
            return transcript.result(
                    layer, outcome, ended.get().reason(), child, explanation.of(layer, outcome, transcript, child));
        }
        String during = transcript.openStep().map(step -> " during " + step).orElse("");
        String reason = "the worker was " + WorkerProcess.describe(child.end()) + during;
        return transcript.result(
                layer, Outcome.FAILED, reason, child, explanation.of(layer, Outcome.FAILED, transcript, child));
    }
}
