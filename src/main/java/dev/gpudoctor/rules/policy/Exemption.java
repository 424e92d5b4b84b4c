package dev.gpudoctor.rules.policy;

import dev.gpudoctor.finding.Template;
import dev.gpudoctor.rules.Outcome;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A finding that a policy allows or forbids.
 *
 * @param id the condition
 * @param subject the one GPU, copy or consumer that is meant; empty for all
 * @param reason why, in the team's words
 * @param until last day on which it is meant to stand
 * @param place file and line
 */
public record Exemption(String id, Optional<String> subject, String reason, Optional<LocalDate> until, String place) {
    /** @param anonymous takes names of people and ids of devices out of a subject, as a report does that was copied from */
    boolean covers(Outcome outcome, UnaryOperator<String> anonymous) {
        return outcome.id().equals(id)
                && subject.filter(only ->
                                !only.equals(outcome.subject()) && !only.equals(anonymous.apply(outcome.subject())))
                        .isEmpty();
    }

    /** Whether its last day lies before that one. */
    public boolean isExpired(LocalDate today) {
        return until.filter(last -> last.isBefore(today)).isPresent();
    }

    /** The sentence that a finding gets from it: {@code Allowed until 2027-01-31 by gpudoctor.yaml:7: reason}. */
    String sentence(String verb) {
        return verb + until.map(day -> " until " + day).orElse("") + " by " + place + ": " + Template.printable(reason);
    }
}
