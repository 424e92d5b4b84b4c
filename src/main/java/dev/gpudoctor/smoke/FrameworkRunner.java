package dev.gpudoctor.smoke;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.process.ChildProcess;
import dev.gpudoctor.process.ChildResult;
import dev.gpudoctor.smoke.LayerResult.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tries each framework in a child of its own: the interpreter of the environment, with the environment as it is. */
final class FrameworkRunner {
    private static final String SCRIPT = "framework.py";
    /** Many times what a framework takes to start, and less than what a machine that has a GPU has. */
    private static final long MAX_MEMORY = 32L << 30;
    /** So that frameworks take no more of the GPU than they need, tell why they do not use it, and leave no files. */
    private static final Map<String, String> VARIABLES = Map.of(
            "CUDA_DEVICE_ORDER", "PCI_BUS_ID",
            "XLA_PYTHON_CLIENT_PREALLOCATE", "false",
            "TF_FORCE_GPU_ALLOW_GROWTH", "true",
            "TF_CPP_MIN_LOG_LEVEL", "0",
            "PYTHONDONTWRITEBYTECODE", "1",
            "PYTHONUNBUFFERED", "1");

    private final FrameworkExplanation explanation;
    private final Map<String, String> environment;
    private final Consumer<String> progress;

    FrameworkRunner(FrameworkExplanation explanation, Map<String, String> environment, Consumer<String> progress) {
        this.explanation = explanation;
        this.environment = environment;
        this.progress = progress;
    }

    /** One result for each framework; one that says why nothing was tried where there is none. */
    List<LayerResult> run(SmokeRequest request, int gpu) throws InterruptedException {
        if (request.frameworks().isEmpty()) {
            return List.of(LayerResult.skipped(
                    Layer.FRAMEWORK,
                    "the environment has none of " + String.join(", ", FrameworkTask.NAMES),
                    List.of()));
        }
        List<LayerResult> results = new ArrayList<>();
        for (FrameworkTask task : request.frameworks()) {
            results.add(attempt(task, request, gpu));
        }
        return results;
    }

    private LayerResult attempt(FrameworkTask task, SmokeRequest request, int gpu) throws InterruptedException {
        progress.accept(task.name() + " ...");
        Transcript transcript = new Transcript(progress);
        ChildProcess child = ChildProcess.of(
                        List.of(task.interpreter(), "-c", script(), task.name(), Integer.toString(gpu)))
                .limit(request.limit())
                .memory(MAX_MEMORY)
                .set(environment)
                .set(VARIABLES);
        ChildResult end = child.run(transcript::line);
        transcript.gone();
        compare(task.predicted(), transcript);
        Outcome outcome = transcript.ended().map(WorkerEvent.Ended::outcome).orElse(Outcome.FAILED);
        String reason = transcript
                .ended()
                .map(WorkerEvent.Ended::reason)
                .orElseGet(() -> "Python was " + WorkerProcess.describe(end.end())
                        + transcript.openStep().map(step -> " during: " + step).orElse(""));
        List<Finding> findings = outcome == Outcome.PASSED ? List.of() : explanation.of(task, reason, transcript, end);
        LayerResult result = transcript.result(Layer.FRAMEWORK, task.name(), outcome, reason, end, findings);
        progress.accept(task.name() + " " + (outcome == Outcome.PASSED ? "passed" : "failed")
                + (reason.isEmpty() ? "" : ": " + reason));
        return result;
    }

    /** Sets the files that were loaded against those that were expected; what was not loaded is not needed yet. */
    private static void compare(Map<String, String> predicted, Transcript transcript) {
        List<Path> loaded = transcript.libraries().stream().map(Path::of).toList();
        int same = 0;
        List<String> other = new ArrayList<>();
        for (Map.Entry<String, String> expected : new TreeMap<>(predicted).entrySet()) {
            Path file = real(Path.of(expected.getValue()));
            String stem = Dependency.stem(expected.getKey());
            if (loaded.contains(file)) {
                same++;
                continue;
            }
            loaded.stream()
                    .filter(path ->
                            Dependency.stem(path.getFileName().toString()).equals(stem))
                    .forEach(path -> other.add(
                            expected.getKey() + " is " + path + "; " + expected.getValue() + " was expected"));
        }
        if (same + other.size() > 0) {
            transcript.add(new WorkerEvent.Fact("libraries as expected", same + " of " + (same + other.size())));
        }
        other.forEach(text -> transcript.add(new WorkerEvent.Log(WorkerEvent.Log.Level.WARNING, text)));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException gone) {
            return path;
        }
    }

    private static String script() {
        try (InputStream file = FrameworkRunner.class.getResourceAsStream("/dev/gpudoctor/smoke/" + SCRIPT)) {
            if (file == null) {
                throw new IllegalStateException(SCRIPT + " is not in this build");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
