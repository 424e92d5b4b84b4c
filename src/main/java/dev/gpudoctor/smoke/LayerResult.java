package dev.gpudoctor.smoke;

import dev.gpudoctor.finding.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What became of a layer.
 *
 * @param layer which one
 * @param part what of it, such as a framework's name; empty where a layer has no parts
 * @param outcome how it ended
 * @param reason why it did not pass; empty if it did
 * @param findings what that means and what to do
 * @param wallMillis time from the child's start until it was gone; 0 if none was started
 * @param steps what the time went into
 * @param facts what was learnt on the way, by name
 * @param libraries vendor files that the child really had loaded
 * @param measurements rows of the precision table
 * @param left what could not be tried, with the reason
 * @param log decisive lines of the libraries' logs and of standard error
 */
public record LayerResult(
        Layer layer,
        String part,
        Outcome outcome,
        String reason,
        List<Finding> findings,
        double wallMillis,
        List<WorkerEvent.Step> steps,
        Map<String, String> facts,
        List<String> libraries,
        List<Measurement> measurements,
        List<WorkerEvent.Left> left,
        List<String> log) {
    /** How a layer can end. */
    public enum Outcome {
        PASSED,
        FAILED,
        SKIPPED
    }

    public LayerResult {
        findings = List.copyOf(findings);
        steps = List.copyOf(steps);
        libraries = List.copyOf(libraries);
        measurements = List.copyOf(measurements);
        left = List.copyOf(left);
        log = List.copyOf(log);
    }

    /** A layer that was not tried. */
    public static LayerResult skipped(Layer layer, String reason, List<Finding> findings) {
        return new LayerResult(
                layer,
                "",
                Outcome.SKIPPED,
                reason,
                findings,
                0,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Nothing but the remark that the model was not compared. */
    static LayerResult notCompared(String reason) {
        return new LayerResult(
                Layer.MODEL,
                "",
                Outcome.PASSED,
                "",
                List.of(),
                0,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(new WorkerEvent.Left("compare", reason)),
                List.of());
    }

    /** The same layer with what a second child, which ran after it, added. */
    LayerResult with(LayerResult more) {
        return new LayerResult(
                layer,
                part,
                outcome == Outcome.PASSED ? more.outcome : outcome,
                reason.isEmpty() ? more.reason : reason,
                concat(findings, more.findings),
                wallMillis + more.wallMillis,
                concat(steps, more.steps),
                union(facts, more.facts),
                concat(libraries, more.libraries),
                concat(measurements, more.measurements),
                concat(left, more.left),
                concat(log, more.log));
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static Map<String, String> union(Map<String, String> first, Map<String, String> second) {
        Map<String, String> all = new LinkedHashMap<>(first);
        all.putAll(second);
        return all;
    }

    /** The name people read: that of the part where there is one. */
    public String label() {
        return part.isEmpty() ? layer.id() : part;
    }

    /** Milliseconds spent in one actor's steps. */
    public double millis(WorkerEvent.Actor actor) {
        return steps.stream()
                .filter(step -> step.actor() == actor)
                .mapToDouble(WorkerEvent.Step::millis)
                .sum();
    }
}
