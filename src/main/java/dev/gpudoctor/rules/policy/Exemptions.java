package dev.gpudoctor.rules.policy;

import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.Weighing;
import java.util.List;
import java.util.Optional;

/**
 * What a policy says of findings. Their dates do not matter here: one that is past its day still stands, so that no
 * pipeline fails for the calendar's sake.
 *
 * @param allowed findings that do not count
 * @param forbidden findings that are errors
 */
public record Exemptions(List<Exemption> allowed, List<Exemption> forbidden) implements Weighing {
    public Exemptions {
        allowed = List.copyOf(allowed);
        forbidden = List.copyOf(forbidden);
    }

    @Override
    public Optional<String> pardon(Outcome outcome) {
        return sentence(allowed, outcome, "Allowed");
    }

    @Override
    public Optional<String> ban(Outcome outcome) {
        return sentence(forbidden, outcome, "Forbidden");
    }

    private static Optional<String> sentence(List<Exemption> exemptions, Outcome outcome, String verb) {
        return exemptions.stream()
                .filter(exemption -> exemption.covers(outcome))
                .findFirst()
                .map(exemption -> exemption.sentence(verb));
    }
}
