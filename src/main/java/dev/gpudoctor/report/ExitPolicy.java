package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.Verdict;
import java.util.Optional;

/**
 * Which exit code a diagnosis deserves. Findings folded under their cause do not count.
 *
 * @param failOn mildest severity that fails the run; empty for never
 * @param strict whether any rule left open counts, not only those of severity error
 */
public record ExitPolicy(Optional<Severity> failOn, boolean strict) {
    /** 0 below the limit, 1 findings at or above it, 3 not decided. */
    public int code(Diagnosis diagnosis) {
        if (failOn.isEmpty()) {
            return 0;
        }
        if (diagnosis.rootCauses().stream().map(Finding::severity).anyMatch(this::fails)) {
            return 1;
        }
        boolean open = diagnosis.verdict() == Verdict.UNDETERMINED
                || diagnosis.outcomes().stream().anyMatch(this::leavesOpen);
        return open ? 3 : 0;
    }

    /** Whether a root cause of that severity fails the run. */
    public boolean fails(Severity severity) {
        return failOn.filter(limit -> severity.compareTo(limit) >= 0).isPresent();
    }

    /** Whether that outcome keeps the run from being decided. */
    public boolean leavesOpen(Outcome outcome) {
        return failOn.isPresent()
                && outcome.isOpen()
                && outcome.followsFrom().isEmpty()
                && (strict || outcome.severity() == Severity.ERROR);
    }
}
