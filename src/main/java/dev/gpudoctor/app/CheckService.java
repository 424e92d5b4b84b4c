package dev.gpudoctor.app;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import dev.gpudoctor.rules.RuleSelection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Judges a snapshot: rules, diagnosis, report. Pure but for the clock. */
public final class CheckService {
    private final Catalog catalog;
    private final Matrix matrix;
    private final Clock clock;
    private final Report.Tool tool;

    public CheckService(Catalog catalog, Matrix matrix, Clock clock, Report.Tool tool) {
        this.catalog = catalog;
        this.matrix = matrix;
        this.clock = clock;
        this.tool = tool;
    }

    /**
     * The report on that machine.
     *
     * @throws InputException if the selection names a rule that does not exist
     */
    public Report check(Snapshot snapshot, RuleSelection selection) throws InputException {
        return check(snapshot, selection, Policy.NONE);
    }

    /**
     * The report on that machine by a policy.
     *
     * @throws InputException if the selection names a rule that does not exist
     */
    public Report check(Snapshot snapshot, RuleSelection selection, Policy policy) throws InputException {
        List<Rule<?>> all = new ArrayList<>(RuleCatalog.rules());
        all.addAll(policy.rules());
        List<String> unknown = selection.unknown(all);
        if (!unknown.isEmpty()) {
            throw new InputException(
                    "no rule is called " + String.join(" or ", unknown) + " (gpudoctor explain --list names them)");
        }
        List<Rule<?>> chosen = selection.of(all);
        Diagnosis diagnosis = Diagnosis.of(
                chosen, new RuleRunner(catalog, matrix).run(chosen, snapshot.machine()), policy.exemptions());
        return new Report(
                tool, Report.MatrixStamp.of(matrix), clock.instant(), snapshot.machine(), snapshot.tree(), diagnosis);
    }
}
