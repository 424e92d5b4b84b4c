package dev.gpudoctor.app;

import dev.gpudoctor.finding.Severity;
import java.util.Optional;

/** When a run fails. */
public enum FailOn {
    ERROR,
    WARNING,
    NEVER;

    /** The mildest severity that fails the run; empty for never. */
    public Optional<Severity> severity() {
        return this == NEVER ? Optional.empty() : Optional.of(Severity.valueOf(name()));
    }
}
