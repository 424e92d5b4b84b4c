package dev.gpudoctor.rules.policy;

import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.PriorJudgement;
import java.util.Optional;
import java.util.Set;

/**
 * A layer that was seen to work: what a table says against the same GPU and the same library files does not count, and what
 * no table knows of them needs no answer.
 */
public final class SmokeProof implements PriorJudgement {
    private final Set<String> conditions;
    private final Set<String> subjects;
    private final String sentence;

    /**
     * @param layer the layer that passed
     * @param on the GPU, and the library if it is about one
     * @param conditions ids of the conditions that it refutes
     * @param subjects names of what is judged by that GPU and that library
     */
    public SmokeProof(String layer, String on, Set<String> conditions, Set<String> subjects) {
        this.conditions = Set.copyOf(conditions);
        this.subjects = Set.copyOf(subjects);
        this.sentence = "It works all the same: layer " + layer + " of the smoke test passed on " + on + ".";
    }

    @Override
    public Optional<String> pardon(Outcome outcome) {
        return conditions.contains(outcome.id()) && subjects.contains(outcome.subject())
                ? Optional.of(sentence)
                : Optional.empty();
    }
}
