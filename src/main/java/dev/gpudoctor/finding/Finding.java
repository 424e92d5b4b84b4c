package dev.gpudoctor.finding;

import dev.gpudoctor.machine.Evidence;
import java.util.List;
import java.util.Set;

/**
 * A condition of the catalogue, found in one place.
 *
 * @param key id and subject; unique in a report
 * @param id the condition
 * @param severity how bad it is here
 * @param title the condition in a few words
 * @param message one sentence about this case
 * @param subject the GPU, copy or consumer it was found in; empty for the machine as a whole
 * @param observed what is
 * @param required what should be
 * @param why the rule in one sentence
 * @param evidence where it was read
 * @param remedies what to do, in order
 * @param sources what the rule rests on
 * @param causedBy keys of the findings it follows from
 */
public record Finding(
        String key,
        String id,
        Severity severity,
        String title,
        String message,
        String subject,
        String observed,
        String required,
        String why,
        List<Evidence> evidence,
        List<Remedy> remedies,
        List<SourceLink> sources,
        List<String> causedBy) {
    public Finding {
        evidence = List.copyOf(evidence);
        remedies = List.copyOf(remedies);
        sources = List.copyOf(sources);
        causedBy = List.copyOf(causedBy);
    }

    /** Whether it follows from nothing else that was found. */
    public boolean rootCause() {
        return causedBy.isEmpty();
    }

    /** The same finding, explained by others. */
    public Finding causedBy(List<String> keys) {
        return new Finding(
                key, id, severity, title, message, subject, observed, required, why, evidence, remedies, sources, keys);
    }

    /**
     * The same finding with the remedies that are possible on that distribution and in such a place; with all of them if
     * none is, or if the distribution is not known.
     */
    public Finding on(String distribution, Set<String> places) {
        List<Remedy> possible = remedies.stream()
                .filter(remedy -> remedy.isPossible(distribution, places))
                .toList();
        return new Finding(
                key,
                id,
                severity,
                title,
                message,
                subject,
                observed,
                required,
                why,
                evidence,
                possible.isEmpty() ? remedies : Remedy.firstFirst(possible),
                sources,
                causedBy);
    }

    /** The same finding, no worse than the limit. */
    public Finding atMost(Severity limit) {
        return as(severity.atMost(limit));
    }

    /** The same finding, at least as bad as that. */
    public Finding atLeast(Severity floor) {
        return as(severity.atLeast(floor));
    }

    /** The same finding with one more sentence to its message. */
    public Finding noting(String sentence) {
        return new Finding(
                key,
                id,
                severity,
                title,
                message + " " + sentence,
                subject,
                observed,
                required,
                why,
                evidence,
                remedies,
                sources,
                causedBy);
    }

    private Finding as(Severity other) {
        return new Finding(
                key, id, other, title, message, subject, observed, required, why, evidence, remedies, sources,
                causedBy);
    }
}
