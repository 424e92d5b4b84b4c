package dev.gpudoctor.smoke;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Condition;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.log.LogExplainer;
import dev.gpudoctor.log.LogExplanation;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.process.ChildEnd;
import dev.gpudoctor.process.ChildResult;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Explains why a framework failed, by what it printed, as {@code explain --log} reads a log. */
public final class FrameworkExplanation {
    private static final int MAX_EVIDENCE = 5;

    private final Catalog catalog;
    private final Matrix matrix;

    public FrameworkExplanation(Catalog catalog, Matrix matrix) {
        this.catalog = catalog;
        this.matrix = matrix;
    }

    /**
     * What it means.
     *
     * @param reason how it ended, in a sentence
     */
    List<Finding> of(FrameworkTask task, String reason, Transcript transcript, ChildResult child) {
        List<String> log = new ArrayList<>(child.errorLines());
        log.add(reason);
        return List.of(explain(String.join("\n", log))
                .cause()
                .filter(cause -> !cause.nothingToRepair())
                .map(cause -> known(task.name(), cause))
                .orElseGet(() -> unknown(task, reason, transcript, child)));
    }

    private LogExplanation explain(String log) {
        try {
            return new LogExplainer(catalog, matrix).explain(new StringReader(log), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Finding known(String framework, LogExplanation.Cause cause) {
        Optional<Condition> condition = catalog.find(cause.id());
        return new Finding(
                cause.id() + " " + framework,
                cause.id(),
                Severity.ERROR,
                condition.map(Condition::title).orElse(framework + " does not use the GPU"),
                cause.says(),
                framework,
                "",
                "",
                cause.why(),
                cause.evidence().stream()
                        .limit(MAX_EVIDENCE)
                        .map(fact -> evidence(framework, fact.line().text()))
                        .toList(),
                cause.remedies(),
                cause.sources(),
                List.of());
    }

    private Finding unknown(FrameworkTask task, String reason, Transcript transcript, ChildResult child) {
        boolean time = child.end() instanceof ChildEnd.TimedOut || child.end() instanceof ChildEnd.FellSilent;
        String id = transcript.ended().isPresent()
                ? "smoke.framework.failed"
                : time ? "smoke.worker.timeout" : "smoke.worker.crashed";
        return catalog.finding(
                id,
                task.name(),
                Map.of(
                        "framework", task.name(),
                        "layer", task.name(),
                        "environment", task.environment(),
                        "reason", reason),
                List.of(evidence(task.name(), reason)),
                List.of());
    }

    private static Evidence evidence(String framework, String line) {
        return new Evidence(Evidence.Source.LIBRARY_CALL, "smoke layer framework, " + framework, line);
    }
}
