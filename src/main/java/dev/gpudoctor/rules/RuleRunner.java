package dev.gpudoctor.rules;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.finding.SourceLink;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.MatrixException;
import dev.gpudoctor.matrix.Provenance;
import dev.gpudoctor.matrix.Source;
import dev.gpudoctor.rules.Outcome.Result;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Puts rules to a machine. The only place that turns a missing fact into an outcome: unreadable is undetermined,
 * absent and not applicable are not applicable; a rule that throws has crashed, and the others go on.
 */
public final class RuleRunner {
    private final Catalog catalog;
    private final Matrix matrix;

    public RuleRunner(Catalog catalog, Matrix matrix) {
        this.catalog = catalog;
        this.matrix = matrix;
    }

    /** Outcomes of all rules, in their order. */
    public List<Outcome> run(List<Rule<?>> rules, Machine machine) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Rule<?> rule : rules) {
            outcomes.addAll(run(rule, machine));
        }
        return outcomes;
    }

    private <S> List<Outcome> run(Rule<S> rule, Machine machine) {
        Observed<List<S>> subjects = rule.scope().subjects().apply(machine);
        if (subjects.toOptional().isEmpty()) {
            return List.of(outcome(rule, "", machine, missing(rule.scope().word(), subjects)));
        }
        List<S> all = subjects.toOptional().get();
        if (all.isEmpty()) {
            return List.of(outcome(
                    rule,
                    "",
                    machine,
                    Judgement.notApplicable("no " + rule.scope().word() + " here")));
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (S subject : all) {
            outcomes.add(judge(rule, new Case<>(subject, machine, matrix)));
        }
        return outcomes;
    }

    private <S> Outcome judge(Rule<S> rule, Case<S> facts) {
        String subject = rule.scope().name().apply(facts.subject());
        try {
            for (Need<? super S, ?> need : rule.needs()) {
                Observed<?> observed = facts.observed(need);
                if (!observed.isFound() && !(observed.isAbsent() && need.orAbsent())) {
                    return outcome(rule, subject, facts.machine(), missing(need.name(), observed));
                }
            }
            Judgement judgement = Objects.requireNonNull(rule.judge(facts), "no judgement");
            return outcome(rule, subject, facts.machine(), judgement);
        } catch (MatrixException badMatrix) {
            throw badMatrix;
        } catch (RuntimeException fault) {
            return new Outcome(
                    rule.id(), severity(rule), subject, Result.CRASHED, fault.toString(), Optional.empty(), "");
        }
    }

    private static Judgement missing(String name, Observed<?> observed) {
        if (observed instanceof Observed.Unreadable<?> unreadable) {
            return Judgement.undetermined(name + " could not be read: " + unreadable.reason());
        }
        return observed instanceof Observed.NotApplicable<?> notApplicable
                ? Judgement.notApplicable(name + ": " + notApplicable.reason())
                : Judgement.notApplicable("no " + name + " here");
    }

    private Outcome outcome(Rule<?> rule, String subject, Machine machine, Judgement judgement) {
        Severity severity = severity(rule);
        if (judgement instanceof Judgement.Failed failed) {
            List<SourceLink> sources = failed.sources().stream()
                    .distinct()
                    .flatMap(id -> matrix.source(id).stream())
                    .map(source -> new SourceLink(source.title(), source.url().orElse("")))
                    .toList();
            Finding finding = catalog.finding(rule.id(), subject, failed.values(), failed.evidence(), sources)
                    .atMost(failed.limit())
                    .on(Surroundings.distribution(machine), Surroundings.places(machine));
            for (Provenance.Conflict dispute : new LinkedHashSet<>(failed.disputes())) {
                finding = finding.atMost(Severity.WARNING).noting(told(dispute));
            }
            return new Outcome(rule.id(), finding.severity(), subject, Result.FAILED, "", Optional.of(finding), "");
        }
        if (judgement instanceof Judgement.Undetermined undetermined) {
            return new Outcome(
                    rule.id(), severity, subject, Result.UNDETERMINED, undetermined.reason(), Optional.empty(), "");
        }
        if (judgement instanceof Judgement.NotApplicable notApplicable) {
            return new Outcome(
                    rule.id(), severity, subject, Result.NOT_APPLICABLE, notApplicable.reason(), Optional.empty(), "");
        }
        return new Outcome(rule.id(), severity, subject, Result.PASSED, "", Optional.empty(), "");
    }

    private String told(Provenance.Conflict dispute) {
        return dispute.claims().stream()
                .map(claim -> claim.value() + " ("
                        + claim.sources().stream()
                                .flatMap(id -> matrix.source(id).stream())
                                .map(Source::title)
                                .collect(Collectors.joining(", "))
                        + ")")
                .collect(Collectors.joining("; ", "The sources disagree on " + dispute.field() + ": ", "."));
    }

    private Severity severity(Rule<?> rule) {
        return catalog.find(rule.id())
                .orElseThrow(() -> new IllegalStateException("rule without a condition: " + rule.id()))
                .severity();
    }
}
