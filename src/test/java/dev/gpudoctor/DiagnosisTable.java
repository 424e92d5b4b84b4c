package dev.gpudoctor;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.TestReporter;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Sums up what the tests of a run report about the diagnosis, and prints it as one table when the run ends. */
public final class DiagnosisTable implements TestExecutionListener {
    private final Map<Row, Integer> sums = new EnumMap<>(Row.class);

    /** Lines of the table. */
    public enum Row {
        PATTERNS("failure patterns known"),
        DETECTABLE("  detectable without root"),
        COVERED("  covered by a machine case"),
        RIGHT("  right root cause in every case"),
        UNSEEN("  not readable, reason in docs/findings.md"),
        LOGGED("  recognised in a log"),
        UNLOGGED("  in no log, reason in docs/findings.md"),
        RULES("rules"),
        ROOTS("  root cause of a machine case"),
        NEAR_MISSES("  asked and silent in a near miss"),
        PAIRS("pairs of independent faults"),
        PAIRS_RIGHT("  two root causes, those of the two"),
        HEALTHY("healthy machines"),
        FALSE_ALARMS("  false alarms"),
        TRIED("hostile faults tried"),
        SURVIVED("  survived");

        private final String words;

        Row(String words) {
            this.words = words;
        }
    }

    /** Adds to a line. */
    public static void add(TestReporter reporter, Row row, int count) {
        reporter.publishEntry(row.name(), Integer.toString(count));
    }

    @Override
    public synchronized void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        for (Row row : Row.values()) {
            String count = entry.getKeyValuePairs().get(row.name());
            if (count != null) {
                sums.merge(row, Integer.parseInt(count), Integer::sum);
            }
        }
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan plan) {
        StringBuilder table = new StringBuilder();
        sums.forEach((row, sum) -> table.append("%-45s %6d%n".formatted(row.words, sum)));
        System.out.print(table);
    }
}
