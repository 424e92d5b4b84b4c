package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.drift.Drift;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What lies between two snapshots.
 *
 * @param tool who says it
 * @param matrix what both were judged by
 * @param before the earlier one, or the one that works
 * @param after the other one
 * @param drift what has changed
 */
public record DiffReport(Report.Tool tool, Report.MatrixStamp matrix, Side before, Side after, Drift drift) {
    /** Name of the JSON form. */
    public static final String SCHEMA = "gpudoctor/diff/1";

    /** How far the JSON form has grown by addition. */
    public static final int SCHEMA_MINOR = 0;

    /**
     * One of the two.
     *
     * @param name file, or {@code this machine}
     * @param takenAt when it was looked at
     * @param diagnosis what is wrong with it
     */
    public record Side(String name, Instant takenAt, Diagnosis diagnosis) {
        private Set<String> keys() {
            return diagnosis.findings().stream().map(Finding::key).collect(Collectors.toSet());
        }
    }

    /** Root causes that only the later one has. */
    public List<Finding> come() {
        return only(after, before);
    }

    /** Root causes that only the earlier one has. */
    public List<Finding> gone() {
        return only(before, after);
    }

    private static List<Finding> only(Side here, Side there) {
        Set<String> known = there.keys();
        return here.diagnosis().rootCauses().stream()
                .filter(finding -> !known.contains(finding.key()))
                .toList();
    }

    /** All changes are counted, and those for the worse. */
    String summary() {
        int changes = drift.changes().size();
        if (changes == 0) {
            return "No change";
        }
        return changes + (changes == 1 ? " change" : " changes") + ", " + drift.worse() + " for the worse";
    }
}
