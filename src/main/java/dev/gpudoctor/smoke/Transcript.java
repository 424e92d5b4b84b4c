package dev.gpudoctor.smoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.log.LogNormaliser;
import dev.gpudoctor.process.ChildResult;
import dev.gpudoctor.smoke.LayerResult.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What one child said. */
final class Transcript {
    private static final int MAX_LOG_LINES = 40;
    /** Lines of standard error that say what happened: an uncaught C++ exception, the JVM's crash report, the loader. */
    private static final Pattern DECISIVE = Pattern.compile(
            "terminate called|what\\(\\):|^#\\s+SIG[A-Z]+|^# C\\s+\\[|symbol lookup error|cannot open shared object|Assertion .* failed|Unable to load any of|Could not load library|Aborted");

    private final Consumer<String> progress;
    private final List<WorkerEvent.Step> steps = new ArrayList<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final List<String> libraries = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<WorkerEvent.Left> left = new ArrayList<>();
    private final List<WorkerEvent.Log> log = new ArrayList<>();
    private final List<WorkerEvent.Code> codes = new ArrayList<>();
    private Optional<WorkerEvent.Begin> open = Optional.empty();
    private Optional<WorkerEvent.Nodes> nodes = Optional.empty();
    private Optional<WorkerEvent.Ended> ended = Optional.empty();
    private long endedAt;

    Transcript(Consumer<String> progress) {
        this.progress = progress;
    }

    void line(String line) {
        try {
            take(WorkerEvent.read(line));
        } catch (JsonProcessingException notOurs) {
            log.add(new WorkerEvent.Log(WorkerEvent.Log.Level.WARNING, "(not understood) " + line));
        }
    }

    private void take(WorkerEvent event) {
        if (event instanceof WorkerEvent.Begin begin) {
            open = Optional.of(begin);
        } else if (event instanceof WorkerEvent.Step step) {
            open = Optional.empty();
            steps.add(step);
        } else if (event instanceof WorkerEvent.Log line) {
            log.add(line);
        } else if (event instanceof WorkerEvent.Progress text) {
            progress.accept("  " + text.text());
        } else if (event instanceof WorkerEvent.Fact fact) {
            facts.put(fact.name(), fact.value());
        } else if (event instanceof WorkerEvent.Loaded loaded) {
            libraries.add(loaded.path());
        } else if (event instanceof WorkerEvent.Code code) {
            codes.add(code);
        } else if (event instanceof WorkerEvent.Measured measured) {
            measurements.add(measured.measurement());
        } else if (event instanceof WorkerEvent.Left reason) {
            left.add(reason);
        } else if (event instanceof WorkerEvent.Nodes taken) {
            nodes = Optional.of(taken);
        } else if (event instanceof WorkerEvent.Ended last) {
            ended = Optional.of(last);
            endedAt = System.nanoTime();
        }
    }

    /** The child is gone: what passed since its last word, the driver needed to take the GPU back from it. */
    void gone() {
        boolean used = steps.stream().anyMatch(step -> step.actor() != WorkerEvent.Actor.GPUDOCTOR);
        if (ended.isPresent() && used) {
            steps.add(new WorkerEvent.Step(
                    "leave the GPU", WorkerEvent.Actor.DRIVER, (System.nanoTime() - endedAt) / 1e6));
        }
    }

    Optional<WorkerEvent.Ended> ended() {
        return ended;
    }

    /** The nodes of a model that the parser takes, where it does not take all. */
    Optional<WorkerEvent.Nodes> nodes() {
        return nodes;
    }

    /** The step that had begun and never ended. */
    Optional<String> openStep() {
        return open.map(WorkerEvent.Begin::name);
    }

    List<Measurement> measurements() {
        return List.copyOf(measurements);
    }

    List<WorkerEvent.Code> codes() {
        return List.copyOf(codes);
    }

    /** Errors and warnings of the libraries' logs, then the decisive lines of standard error. */
    List<String> decisive(ChildResult child) {
        List<String> lines = new ArrayList<>();
        for (WorkerEvent.Log.Level level : List.of(WorkerEvent.Log.Level.ERROR, WorkerEvent.Log.Level.WARNING)) {
            log.stream().filter(line -> line.level() == level).forEach(line -> lines.add(line.text()));
        }
        child.errorLines().stream()
                .map(LogNormaliser::message)
                .filter(line -> DECISIVE.matcher(line).find())
                .forEach(lines::add);
        List<String> distinct = lines.stream().distinct().toList();
        return distinct.subList(0, Math.min(MAX_LOG_LINES, distinct.size()));
    }

    /** Vendor files that the child had loaded. */
    List<String> libraries() {
        return List.copyOf(libraries);
    }

    /** Puts down what somebody else than the child found out. */
    void add(WorkerEvent event) {
        take(event);
    }

    LayerResult result(Layer layer, Outcome outcome, String reason, ChildResult child, List<Finding> findings) {
        return result(layer, "", outcome, reason, child, findings);
    }

    LayerResult result(
            Layer layer, String part, Outcome outcome, String reason, ChildResult child, List<Finding> findings) {
        List<Measurement> unproven = unproven();
        List<WorkerEvent.Left> open = new ArrayList<>(left);
        unproven.forEach(row -> open.add(new WorkerEvent.Left(
                row.precision().id(),
                "the results are as exact as those of fp32, so nothing shows that TensorRT computed in it")));
        return new LayerResult(
                layer,
                part,
                outcome,
                reason,
                findings,
                child.wallTime().toNanos() / 1e6,
                steps,
                facts,
                libraries,
                // A user's model ran with that setting all the same, and has its speed.
                measurements.stream()
                        .filter(row -> layer == Layer.MODEL || !unproven.contains(row))
                        .toList(),
                open,
                decisive(child));
    }

    /** Rows of a lower precision that nothing was computed in. */
    private List<Measurement> unproven() {
        return measurements.stream()
                .filter(Measurement::isAsExactAsSinglePrecision)
                .toList();
    }
}
