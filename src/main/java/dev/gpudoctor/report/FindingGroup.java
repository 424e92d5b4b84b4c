package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.finding.SourceLink;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.rules.Diagnosis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same condition in several places with the same way out: one thing to repair, so a person reads it once.
 *
 * @param findings at least one, in the report's order
 */
record FindingGroup(List<Finding> findings) {
    /**
     * What is so in one or more of the places.
     *
     * @param message what is so
     * @param subjects where; empty for the machine as a whole
     */
    record Case(String message, List<String> subjects) {}

    private record Advice(
            String id,
            Severity severity,
            String title,
            String required,
            String why,
            List<Remedy> remedies,
            List<SourceLink> sources) {
        private Advice(Finding finding) {
            this(
                    finding.id(),
                    finding.severity(),
                    finding.title(),
                    finding.required(),
                    finding.why(),
                    finding.remedies(),
                    finding.sources());
        }
    }

    /** The findings in groups, each where its first one stands. */
    static List<FindingGroup> of(List<Finding> findings) {
        Map<Advice, List<Finding>> groups = new LinkedHashMap<>();
        for (Finding finding : findings) {
            groups.computeIfAbsent(new Advice(finding), advice -> new ArrayList<>())
                    .add(finding);
        }
        return groups.values().stream().map(FindingGroup::new).toList();
    }

    /** One of them, for what all of them have in common. */
    Finding any() {
        return findings.get(0);
    }

    /** What is found where. */
    List<Case> cases() {
        Map<String, List<String>> subjects = new LinkedHashMap<>();
        for (Finding finding : findings) {
            List<String> places = subjects.computeIfAbsent(finding.message(), message -> new ArrayList<>());
            if (!finding.subject().isEmpty()) {
                places.add(finding.subject());
            }
        }
        return subjects.entrySet().stream()
                .map(entry -> new Case(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** What is folded under any of them. */
    List<Finding> following(Diagnosis diagnosis) {
        return findings.stream()
                .flatMap(finding -> diagnosis.following(finding).stream())
                .distinct()
                .toList();
    }

    /** Where all of them were read, each place once. */
    List<Evidence> evidence() {
        return findings.stream()
                .flatMap(finding -> finding.evidence().stream())
                .distinct()
                .toList();
    }
}
