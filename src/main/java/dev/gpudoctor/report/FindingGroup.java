package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.rules.Diagnosis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /** The findings in groups, each where its first one stands. */
    static List<FindingGroup> of(List<Finding> findings) {
        List<List<Finding>> groups = new ArrayList<>();
        for (Finding finding : findings) {
            groups.stream()
                    .filter(group -> advisesTheSame(group.get(0), finding))
                    .findFirst()
                    .ifPresentOrElse(group -> group.add(finding), () -> groups.add(new ArrayList<>(List.of(finding))));
        }
        return groups.stream().map(FindingGroup::new).toList();
    }

    private static boolean advisesTheSame(Finding one, Finding other) {
        return one.id().equals(other.id())
                && one.severity() == other.severity()
                && one.title().equals(other.title())
                && one.required().equals(other.required())
                && one.why().equals(other.why())
                && one.remedies().equals(other.remedies())
                && one.sources().equals(other.sources());
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
        Set<String> keys = new HashSet<>();
        return findings.stream()
                .flatMap(finding -> diagnosis.following(finding).stream())
                .filter(following -> keys.add(following.key()))
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
