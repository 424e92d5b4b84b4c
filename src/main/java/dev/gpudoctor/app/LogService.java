package dev.gpudoctor.app;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.log.LogExplainer;
import dev.gpudoctor.log.LogExplanation;
import dev.gpudoctor.log.LogInterpreter.OnMachine;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Explains logs, with the machine on which they were written where it is known. */
public final class LogService {
    private final Catalog catalog;
    private final Matrix matrix;
    private final LogExplainer explainer;

    public LogService(Catalog catalog, Matrix matrix) {
        this.catalog = catalog;
        this.matrix = matrix;
        this.explainer = new LogExplainer(catalog, matrix);
    }

    /** What the log means; it is read to its end. */
    public LogExplanation explain(Reader log, Optional<Machine> machine) throws IOException {
        return explainer.explain(log, machine.map(this::states).orElse(Map.of()));
    }

    /** A condition is found where a rule fails for one subject, and ruled out where it passes for all. */
    private Map<String, OnMachine> states(Machine machine) {
        Map<String, OnMachine> states = new HashMap<>();
        for (Outcome outcome : new RuleRunner(catalog, matrix).run(RuleCatalog.rules(), machine)) {
            if (outcome.result() == Outcome.Result.FAILED && !outcome.isPardoned()) {
                states.put(outcome.id(), OnMachine.FOUND);
            } else if (outcome.result() == Outcome.Result.PASSED) {
                states.putIfAbsent(outcome.id(), OnMachine.RULED_OUT);
            } else if (outcome.isOpen()) {
                states.remove(outcome.id(), OnMachine.RULED_OUT);
            }
        }
        return states;
    }
}
