package dev.gpudoctor.rules.policy;

import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.PriorJudgement;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a policy says of findings. Their dates do not matter here: one that is past its day still stands, so that no
 * pipeline fails for the calendar's sake.
 *
 * @param allowed findings that do not count
 * @param forbidden findings that are errors
 * @param anonymous takes names of people and ids of devices out of a subject that is judged now
 */
public record Exemptions(List<Exemption> allowed, List<Exemption> forbidden, UnaryOperator<String> anonymous)
        implements PriorJudgement {
    public Exemptions {
        allowed = List.copyOf(allowed);
        forbidden = List.copyOf(forbidden);
    }

    /** Exemptions for subjects with their names. */
    public Exemptions(List<Exemption> allowed, List<Exemption> forbidden) {
        this(allowed, forbidden, UnaryOperator.identity());
    }

    /** The same, which also cover what a report calls by other names because it was redacted. */
    public Exemptions alsoWithout(UnaryOperator<String> names) {
        return new Exemptions(allowed, forbidden, names);
    }

    /** Whether one of them is for a subject alone. */
    public boolean nameSubjects() {
        return Stream.concat(allowed.stream(), forbidden.stream())
                .anyMatch(exemption -> exemption.subject().isPresent());
    }

    @Override
    public Optional<String> pardon(Outcome outcome) {
        return sentence(allowed, outcome, "Allowed");
    }

    @Override
    public Optional<String> ban(Outcome outcome) {
        return sentence(forbidden, outcome, "Forbidden");
    }

    private Optional<String> sentence(List<Exemption> exemptions, Outcome outcome, String verb) {
        return exemptions.stream()
                .filter(exemption -> exemption.covers(outcome, anonymous))
                .findFirst()
                .map(exemption -> exemption.sentence(verb));
    }
}
