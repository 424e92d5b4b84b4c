package dev.gpudoctor.app;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.report.Redactor;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.PriorJudgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import dev.gpudoctor.rules.RuleSelection;
import dev.gpudoctor.rules.drift.Drift;
import dev.gpudoctor.rules.policy.Baseline;
import dev.gpudoctor.rules.policy.BaselineKept;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
     * The machine that a team accepted as it was. Names of people and ids of devices do not matter in the comparison:
     * it is the same whoever took the baseline, and whether it was redacted.
     *
     * @param name the name to report
     */
    public record Accepted(String name, Snapshot snapshot) {}

    /** The texts of all rules, already read. */
    public static Catalog texts() {
        Catalog catalog = new Catalog();
        RuleCatalog.rules().forEach(rule -> catalog.find(rule.id()));
        return catalog;
    }

    /** Reads beforehand the tables that rules ask where there is a driver. */
    public void readTables() {
        Stream.concat(Stream.of(Subject.CUDA, Subject.GPUS, Subject.CUDNN), Subject.frameworks().stream())
                .forEach(matrix::rows);
    }

    /**
     * The report on that machine.
     *
     * @throws InputException if the selection names a rule that does not exist
     */
    public Report check(Snapshot snapshot, RuleSelection selection) throws InputException {
        return check(snapshot, selection, Policy.NONE, SmokeProofs.NONE, Optional.empty());
    }

    /**
     * The report on that machine by a policy.
     *
     * @param proofs what came of trying the machine
     * @param baseline where it is given, only what is worse than there counts
     * @throws InputException if the selection names a rule that does not exist
     */
    public Report check(
            Snapshot snapshot, RuleSelection selection, Policy policy, SmokeProofs proofs, Optional<Accepted> baseline)
            throws InputException {
        List<Rule<?>> asked = new ArrayList<>(RuleCatalog.rules());
        asked.addAll(policy.rules());
        List<Rule<?>> all = new ArrayList<>(asked);
        all.addAll(proofs.rules());
        PriorJudgement prior = policy.exemptions().nameSubjects()
                ? policy.exemptions().alsoWithout(new Redactor(snapshot)::text)
                : policy.exemptions();
        if (baseline.isPresent()) {
            Snapshot then = baseline.get().snapshot();
            Redactor before = new Redactor(then);
            Redactor now = new Redactor(snapshot);
            Diagnosis accepted = diagnose(then, selection.of(asked), prior);
            prior = prior.and(new Baseline(baseline.get().name(), before.redact(accepted), now::text));
            Drift drift =
                    Drift.between(before.snapshot().machine(), now.snapshot().machine());
            all.addAll(List.of(BaselineKept.nothingLost(drift), BaselineKept.nothingOlder(drift)));
        }
        List<String> unknown = selection.unknown(all);
        if (!unknown.isEmpty()) {
            throw new InputException(
                    "no rule is called " + String.join(" or ", unknown) + " (gpudoctor explain --list names them)");
        }
        prior = prior.and(proofs.prior());
        return new Report(
                tool,
                Report.MatrixStamp.of(matrix),
                clock.instant(),
                snapshot,
                diagnose(snapshot, selection.of(all), prior));
    }

    private Diagnosis diagnose(Snapshot snapshot, List<Rule<?>> rules, PriorJudgement prior) {
        return Diagnosis.of(rules, new RuleRunner(catalog, matrix).run(rules, snapshot.machine()), prior);
    }
}
