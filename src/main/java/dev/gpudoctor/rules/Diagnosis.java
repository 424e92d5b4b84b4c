package dev.gpudoctor.rules;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.rules.Outcome.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Outcomes put in order: what follows from another finding is folded under it, root causes stand first, in the order
 * in which to repair them (errors before warnings, then the rules' own order). A root cause is as bad as the worst that
 * follows from it.
 *
 * @param findings all of them, root causes first
 * @param outcomes all of them, in the rules' order
 * @param verdict the answer in one word
 */
public record Diagnosis(List<Finding> findings, List<Outcome> outcomes, Verdict verdict) {
    public Diagnosis {
        findings = List.copyOf(findings);
        outcomes = List.copyOf(outcomes);
    }

    /** Diagnoses from the outcomes of those rules, of which nothing was said beforehand. */
    public static Diagnosis of(List<Rule<?>> rules, List<Outcome> outcomes) {
        return of(rules, outcomes, PriorJudgement.NONE);
    }

    /**
     * Diagnoses from the outcomes of those rules. What follows from a pardoned finding stays folded under it; a root
     * cause is pardoned as it stands with the weight of what follows from it.
     */
    public static Diagnosis of(List<Rule<?>> rules, List<Outcome> outcomes, PriorJudgement prior) {
        Map<String, Rule<?>> byId = new LinkedHashMap<>();
        rules.forEach(rule -> byId.put(rule.id(), rule));
        List<Finding> found = findings(outcomes);
        List<Outcome> explained = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            Rule<?> rule = Objects.requireNonNull(byId.get(outcome.id()), outcome.id());
            List<String> keys = explaining(causes(rule, outcome), outcome.subject(), found);
            Outcome known = keys.isEmpty() ? outcome : outcome.followingFrom(keys);
            Outcome banned = ban(known, prior);
            explained.add(isRoot(banned) ? banned : pardon(banned, prior));
        }
        List<Finding> all = findings(explained);
        List<Outcome> weighed = explained.stream()
                .map(outcome -> isRoot(outcome) ? pardon(raised(outcome, all), prior) : outcome)
                .toList();
        List<Finding> findings = findings(weighed).stream()
                .sorted((one, other) -> Integer.compare(rank(one), rank(other)))
                .toList();
        return new Diagnosis(findings, weighed, verdict(findings, weighed));
    }

    /** Root causes first, and of each the worst first. */
    private static int rank(Finding finding) {
        return (finding.rootCause() ? 0 : Severity.values().length)
                - finding.severity().ordinal();
    }

    private static List<Finding> findings(List<Outcome> outcomes) {
        return outcomes.stream().flatMap(outcome -> outcome.finding().stream()).toList();
    }

    private static boolean isRoot(Outcome outcome) {
        return outcome.finding().filter(Finding::rootCause).isPresent();
    }

    private static Outcome raised(Outcome root, List<Finding> all) {
        Finding finding = root.finding().orElseThrow();
        return root.with(finding.atLeast(worst(finding, all)));
    }

    private static Outcome ban(Outcome outcome, PriorJudgement prior) {
        Optional<Finding> banned = outcome.finding().flatMap(finding -> prior.ban(outcome)
                .map(why -> finding.atLeast(Severity.ERROR).noting(why)));
        return banned.map(outcome::with).orElse(outcome);
    }

    private static Outcome pardon(Outcome outcome, PriorJudgement prior) {
        return prior.pardon(outcome).map(outcome::pardoned).orElse(outcome);
    }

    /**
     * Conditions that would explain this outcome: the rule's own, and where it is open what hides the facts. What passed
     * or does not apply needs no explanation.
     */
    private static Set<String> causes(Rule<?> rule, Outcome outcome) {
        if (outcome.finding().isEmpty() && !outcome.isOpen()) {
            return Set.of();
        }
        Set<String> causes = new HashSet<>(rule.followsFrom());
        if (outcome.isOpen()) {
            causes.addAll(rule.scope().hiddenBy());
            rule.needs().forEach(need -> causes.addAll(need.hiddenBy()));
        }
        causes.remove(rule.id());
        return causes;
    }

    /** The worst severity among what follows from a finding, directly or by way of others. */
    private static Severity worst(Finding cause, List<Finding> all) {
        Set<String> keys = new HashSet<>(Set.of(cause.key()));
        Severity worst = cause.severity();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Finding finding : all) {
                if (finding.causedBy().stream().anyMatch(keys::contains) && keys.add(finding.key())) {
                    worst = worst.atLeast(finding.severity());
                    grown = true;
                }
            }
        }
        return worst;
    }

    private static List<String> explaining(Set<String> causes, String subject, List<Finding> found) {
        return found.stream()
                .filter(finding -> causes.contains(finding.key())
                        || causes.contains(finding.id()) && concerns(finding.subject(), subject))
                .map(Finding::key)
                .toList();
    }

    private static boolean concerns(String one, String other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }

    private static Verdict verdict(List<Finding> findings, List<Outcome> outcomes) {
        Optional<Severity> worst = findings.stream()
                .filter(Finding::rootCause)
                .map(Finding::severity)
                .max(Comparator.naturalOrder());
        if (worst.equals(Optional.of(Severity.ERROR))) {
            return Verdict.UNHEALTHY;
        }
        if (outcomes.stream().anyMatch(Diagnosis::leavesOpen) || nothingDecided(outcomes)) {
            return Verdict.UNDETERMINED;
        }
        return worst.equals(Optional.of(Severity.WARNING)) ? Verdict.DEGRADED : Verdict.HEALTHY;
    }

    /** Whether no rule that could find an error had anything to look at. */
    public boolean nothingChecked() {
        return nothingDecided(outcomes) && outcomes.stream().noneMatch(Diagnosis::leavesOpen);
    }

    private static boolean nothingDecided(List<Outcome> outcomes) {
        return outcomes.stream().noneMatch(Diagnosis::decided);
    }

    private static boolean decided(Outcome outcome) {
        return outcome.isPardoned()
                || outcome.severity() == Severity.ERROR
                        && (outcome.result() == Result.PASSED || outcome.result() == Result.FAILED);
    }

    private static boolean leavesOpen(Outcome outcome) {
        return outcome.isOpen()
                && outcome.severity() == Severity.ERROR
                && outcome.followsFrom().isEmpty();
    }

    /** The root causes in the order in which to repair them. */
    public List<Finding> rootCauses() {
        return findings.stream().filter(Finding::rootCause).toList();
    }

    /** What that finding causes directly. */
    public List<Finding> following(Finding cause) {
        return findings.stream()
                .filter(finding -> finding.causedBy().contains(cause.key()))
                .toList();
    }

    /** How many rules ended so. */
    public long count(Result result) {
        return outcomes.stream().filter(outcome -> outcome.result() == result).count();
    }
}
