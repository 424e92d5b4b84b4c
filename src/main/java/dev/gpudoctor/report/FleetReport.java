package dev.gpudoctor.report;

import dev.gpudoctor.fleet.Fleet;
import dev.gpudoctor.fleet.HardwareGroup;
import dev.gpudoctor.fleet.StackClass;
import dev.gpudoctor.rules.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A comparison of many machines.
 *
 * @param tool who says it
 * @param matrix what they were judged by
 * @param generatedAt when
 * @param fleet the machines
 */
public record FleetReport(Report.Tool tool, Report.MatrixStamp matrix, Instant generatedAt, Fleet fleet) {
    /** Name of the JSON form. */
    public static final String SCHEMA = "gpudoctor/fleet/1";

    /** How far the JSON form has grown by addition. */
    public static final int SCHEMA_MINOR = 0;

    /** Differences that are told to a person; the JSON form has all. */
    private static final int TOLD = 12;

    /** All nodes counted, the worst first; what is not there is not mentioned. */
    String summary() {
        List<String> verdicts = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            add(verdicts, fleet.count(verdict), verdict.word());
        }
        List<String> others = new ArrayList<>();
        int outliers = fleet.names(Fleet.Selection.OUTLIER).size();
        add(others, outliers, outliers == 1 ? "outlier" : "outliers");
        add(others, fleet.names(Fleet.Selection.STALE).size(), "stale");
        add(others, fleet.unread().size(), "unreadable");
        add(others, fleet.superseded().size(), "superseded by a newer snapshot");
        return counted(fleet.nodes().size())
                + (verdicts.isEmpty() ? "" : ": " + String.join(", ", verdicts))
                + (others.isEmpty() ? "" : "; " + String.join(", ", others));
    }

    /** Who says it, by what, and when. */
    String origin() {
        return tool.name() + " " + tool.version() + ", " + matrix.text() + ", " + generatedAt;
    }

    private static void add(List<String> parts, long count, String what) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }

    static String counted(int nodes) {
        return nodes + (nodes == 1 ? " node" : " nodes");
    }

    /** What the classes of a group are compared with, in a sentence; empty where there is nothing to compare. */
    static String standard(HardwareGroup group) {
        int most = group.classes().get(0).nodes().size();
        return switch (group.standard()) {
            case MAJORITY -> "";
            case REFERENCE -> "Compared with the reference.";
            case MOST_COMMON ->
                "No stack has a majority; compared with the most common one (" + most + " of " + group.size() + ").";
            case TIE ->
                "No majority: "
                        + group.classes().stream()
                                .filter(one -> one.nodes().size() == most)
                                .count()
                        + " stacks are on " + counted(most) + " each. --reference FILE says which one is right.";
        };
    }

    /** What is particular about a class, in a sentence. */
    static String sentence(HardwareGroup group, StackClass one) {
        if (one.isOutlier()) {
            String told = one.differences().stream()
                    .limit(TOLD)
                    .map(difference -> difference.sentence())
                    .collect(Collectors.joining("; "));
            int more = one.differences().size() - TOLD;
            return told + (more > 0 ? "; and " + more + " more" : "");
        }
        String stack = one.stack().known().entrySet().stream()
                .filter(fact -> SHOWN.contains(fact.getKey().name()))
                .map(fact -> fact.getKey().name() + " " + fact.getValue())
                .collect(Collectors.joining(", "));
        String open = one.undecided().isEmpty()
                ? ""
                : "; not known everywhere: " + one.undecided().size() + " facts";
        return switch (group.standard()) {
            case TIE -> stack;
            case REFERENCE -> "as the reference" + open;
            default -> (one.common() ? stack : "as the others") + open;
        };
    }

    /** Facts by which people know a stack. */
    private static final List<String> SHOWN = List.of("driver", "kernel", "distribution");
}
