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

    /** Diagnoses from the outcomes of those rules. */
    public static Diagnosis of(List<Rule<?>> rules, List<Outcome> outcomes) {
        Map<String, Rule<?>> byId = new LinkedHashMap<>();
        rules.forEach(rule -> byId.put(rule.id(), rule));
        List<Finding> found =
                outcomes.stream().flatMap(outcome -> outcome.finding().stream()).toList();

        List<Outcome> explained = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            List<String> keys = explaining(causes(byId.get(outcome.id()), outcome), outcome.subject(), found);
            if (keys.isEmpty()) {
                explained.add(outcome);
            } else {
                explained.add(new Outcome(
                        outcome.id(),
                        outcome.severity(),
                        outcome.subject(),
                        outcome.result(),
                        outcome.reason(),
                        outcome.finding().map(finding -> finding.causedBy(keys)),
                        keys.get(0)));
            }
        }
        List<Finding> all = explained.stream()
                .flatMap(outcome -> outcome.finding().stream())
                .toList();
        List<Finding> findings = all.stream()
                .map(finding -> finding.rootCause() ? finding.atLeast(worst(finding, all)) : finding)
                .sorted(Comparator.comparing((Finding finding) -> !finding.rootCause())
                        .thenComparing(Finding::severity, Comparator.reverseOrder()))
                .toList();
        return new Diagnosis(findings, explained, verdict(findings, explained));
    }

    /** Conditions that would explain this outcome: the rule's own, and where it is open what hides the facts. */
    private static Set<String> causes(Rule<?> rule, Outcome outcome) {
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
                .filter(finding -> causes.contains(finding.id()))
                .filter(finding -> finding.subject().isEmpty()
                        || subject.isEmpty()
                        || finding.subject().equals(subject))
                .map(Finding::key)
                .toList();
    }

    private static Verdict verdict(List<Finding> findings, List<Outcome> outcomes) {
        Optional<Severity> worst = findings.stream()
                .filter(Finding::rootCause)
                .map(Finding::severity)
                .max(Comparator.naturalOrder());
        if (worst.equals(Optional.of(Severity.ERROR))) {
            return Verdict.UNHEALTHY;
        }
        if (outcomes.stream().anyMatch(Diagnosis::leavesOpen)) {
            return Verdict.UNDETERMINED;
        }
        return worst.equals(Optional.of(Severity.WARNING)) ? Verdict.DEGRADED : Verdict.HEALTHY;
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

    /** What is folded under that finding, directly or by way of others. */
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
