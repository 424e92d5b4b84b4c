package dev.gpudoctor.rules.policy;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.PriorJudgement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What was wrong with the machine that a team accepted: it does not count as long as it is no worse now. */
public final class Baseline implements PriorJudgement {
    private final String name;
    private final UnaryOperator<String> anonymous;
    private final Map<Place, Severity> known = new HashMap<>();

    private record Place(String id, String subject) {}

    /**
     * @param name the file to report
     * @param accepted what was found there, without names of people and ids of devices
     * @param anonymous takes those out of a subject that is judged now
     */
    public Baseline(String name, Diagnosis accepted, UnaryOperator<String> anonymous) {
        this.name = name;
        this.anonymous = anonymous;
        for (Outcome outcome : accepted.outcomes()) {
            boolean failed = outcome.finding().isPresent();
            if (failed || outcome.isOpen()) {
                known.merge(
                        new Place(outcome.id(), outcome.subject()),
                        failed ? outcome.severity() : Severity.INFO,
                        Severity::atLeast);
            }
        }
    }

    /** What failed is known if it failed as badly then; what is open now, if it failed or was open then. */
    @Override
    public Optional<String> pardon(Outcome outcome) {
        return Optional.ofNullable(known.get(new Place(outcome.id(), anonymous.apply(outcome.subject()))))
                .filter(then -> outcome.isOpen() || then.compareTo(outcome.severity()) >= 0)
                .map(then -> "It was so in the baseline " + name + ".");
    }
}
