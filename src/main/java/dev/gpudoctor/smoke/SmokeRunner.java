package dev.gpudoctor.smoke;

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
    private final Map<String, String> environment;
    private final Consumer<String> progress;

    /**
     * @param environment variables that the children get
     * @param progress takes lines for a person who waits
     */
    public SmokeRunner(
            WorkerHome home, Explanation explanation, Map<String, String> environment, Consumer<String> progress) {
        this.home = home;
        this.explanation = explanation;
        this.environment = Map.copyOf(environment);
        this.progress = progress;
    }

    /** Runs the layers that were asked for, from the driver up. */
    public SmokeReport run(SmokeRequest request, SmokeTarget target) throws InterruptedException {
        long start = System.nanoTime();
        Map<Layer, LayerResult> results = new EnumMap<>(Layer.class);
        for (Layer layer : request.layers()) {
            progress.accept(layer.id() + " ...");
            LayerResult result = reasonToSkip(layer, request, target, results)
                    .orElseGet(() -> LayerResult.skipped(layer, "", List.of()));
            if (result.reason().isEmpty()) {
                result = layer == Layer.MODEL && request.compare()
                        ? attemptAndCompare(request, target)
                        : attempt(layer, request.model(), request, target);
            }
            results.put(layer, result);
            progress.accept(layer.id() + " " + result.outcome().name().toLowerCase(Locale.ROOT)
                    + (result.reason().isEmpty() ? "" : ": " + result.reason()));
        }
        return new SmokeReport(target, List.copyOf(results.values()), (System.nanoTime() - start) / 1e6);
    }

    private Optional<LayerResult> reasonToSkip(
            Layer layer, SmokeRequest request, SmokeTarget target, Map<Layer, LayerResult> results) {
        for (Layer need : layer.needs()) {
            LayerResult below = results.get(need);
            if (below != null && below.outcome() != Outcome.PASSED) {
                return Optional.of(
                        LayerResult.skipped(layer, "layer " + need.id() + " did not pass", below.findings()));
            }
        }
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
        };
    }

    private static boolean usesTensorRt(Layer layer) {
        return roles(layer).contains(Role.TENSORRT);
    }

    private Optional<Path> worker(Layer layer, SmokeTarget target) {
        return usesTensorRt(layer) ? target.tensorRt().flatMap(home::worker) : Optional.empty();
    }

    /** TensorRT first, then ONNX Runtime with the inputs and outputs that TensorRT's child left in a directory. */
    private LayerResult attemptAndCompare(SmokeRequest request, SmokeTarget target) throws InterruptedException {
        Optional<Path> worker = home.onnxRuntime();
        if (worker.isEmpty()) {
            LayerResult alone = attempt(Layer.MODEL, request.model(), request, target);
            return alone.with(LayerResult.notCompared("ONNX Runtime is not part of this installation"));
        }
        try {
            Path directory = Files.createTempDirectory("gpudoctor-compare");
            try {
                LayerResult first = attempt(
                        Layer.MODEL,
                        request.model().map(model -> model.comparing(directory.toString())),
                        request,
                        target);
                return Files.exists(directory.resolve(Exchange.INDEX))
                        ? first.with(compare(worker.get(), directory, request))
                        : first;
            } finally {
                remove(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LayerResult compare(Path worker, Path directory, SmokeRequest request) throws InterruptedException {
        List<String> options = new ArrayList<>(home.jvmOptions());
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

    private LayerResult attempt(Layer layer, Optional<WorkerTask.Model> model, SmokeRequest request, SmokeTarget target)
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
        Transcript transcript = new Transcript(progress);
        ChildProcess child = WorkerProcess.of(home, worker, MAIN, environment, target)
                .limit(request.limit())
                .input(Json.line(task));
        ChildResult end = child.run(transcript::line);
        return result(layer, transcript, end);
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
