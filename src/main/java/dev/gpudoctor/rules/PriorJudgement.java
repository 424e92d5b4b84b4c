package dev.gpudoctor.rules;

import java.util.Optional;

/** What somebody has said of outcomes beforehand: a team's policy, or the baseline that it accepted. */
public interface PriorJudgement {
    /** Nothing was said. */
    PriorJudgement NONE = outcome -> Optional.empty();

    /** Why an outcome that failed or is open does not count, in one sentence; empty if it does. */
    Optional<String> pardon(Outcome outcome);

    /** Why a failure is an error whatever the catalogue says, in one sentence; empty if it need not be one. */
    default Optional<String> ban(Outcome outcome) {
        return Optional.empty();
    }

    /** Bans and pardons of both, this one's first. */
    default PriorJudgement and(PriorJudgement other) {
        PriorJudgement first = this;
        return new PriorJudgement() {
            @Override
            public Optional<String> pardon(Outcome outcome) {
                return first.pardon(outcome).or(() -> other.pardon(outcome));
            }

            @Override
            public Optional<String> ban(Outcome outcome) {
                return first.ban(outcome).or(() -> other.ban(outcome));
            }
        };
    }
}
