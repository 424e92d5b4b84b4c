package dev.gpudoctor.rules;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What one rule came to for one subject.
 *
 * @param id the rule
 * @param severity the condition's severity
 * @param subject name of the subject; empty for the machine
 * @param result how it ended
 * @param reason why, where it neither passed nor failed, or failed and was pardoned
 * @param finding what was found, where it failed
 * @param followsFrom key of the finding that explains this outcome; empty where none does
 */
public record Outcome(
        String id,
        Severity severity,
        String subject,
        Result result,
        String reason,
        Optional<Finding> finding,
        String followsFrom) {
    /** Ways for a rule to end. */
    public enum Result {
        PASSED,
        FAILED,
        UNDETERMINED,
        NOT_APPLICABLE,
        CRASHED;

        /** The word used in reports. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** The same outcome with its finding told otherwise. */
    Outcome with(Finding changed) {
        return new Outcome(id, changed.severity(), subject, result, reason, Optional.of(changed), followsFrom);
    }

    /** The same outcome explained by those findings. */
    Outcome followingFrom(List<String> keys) {
        return new Outcome(
                id, severity, subject, result, reason, finding.map(found -> found.causedBy(keys)), keys.get(0));
    }

    /** The same outcome, which no longer counts: a finding becomes a note, what is open no longer applies. */
    Outcome pardoned(String why) {
        if (isOpen()) {
            return new Outcome(
                    id, severity, subject, Result.NOT_APPLICABLE, reason + ". " + why, Optional.empty(), followsFrom);
        }
        Optional<Finding> note =
                finding.map(found -> found.atMost(Severity.INFO).noting(why));
        return note.isEmpty() ? this : new Outcome(id, Severity.INFO, subject, result, why, note, followsFrom);
    }

    /** Whether it failed and does not count. */
    public boolean isPardoned() {
        return result == Result.FAILED && !reason.isEmpty();
    }

    /** Whether the rule applied but could not be decided. */
    public boolean isOpen() {
        return result == Result.UNDETERMINED || result == Result.CRASHED;
    }
}
