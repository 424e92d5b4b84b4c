package dev.gpudoctor.fleet;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.rules.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Many machines and what they have in common.
 *
 * @param nodes each once, in order
 * @param superseded older snapshots of nodes that have a newer one
 * @param unread what could not be read, in order
 * @param groups the nodes by hardware and stack
 */
public record Fleet(List<Node> nodes, List<Node> superseded, List<Unread> unread, List<HardwareGroup> groups) {
    /** Lists of nodes that can be asked for. */
    public enum Selection {
        UNHEALTHY,
        DEGRADED,
        UNDETERMINED,
        /** Healthy by a snapshot that is not stale. */
        HEALTHY,
        OUTLIER,
        STALE
    }

    /** When a run fails. */
    public enum Limit {
        ERROR,
        WARNING,
        /** An error, or a stack that differs from the majority or the reference. */
        DRIFT,
        NEVER
    }

    /** What a fleet deserves as an exit code. */
    public enum Outcome {
        PASSED,
        FAILED,
        UNDECIDED
    }

    /**
     * What should have been a snapshot.
     *
     * @param source the file
     * @param reason why it is none
     */
    public record Unread(String source, String reason) {}

    /**
     * A root cause and the nodes that have it.
     *
     * @param cause as the first of them has it
     * @param nodes their names, in order
     * @param sameMessage whether all of them have it in the same words
     */
    public record RootCause(Node.Cause cause, List<String> nodes, boolean sameMessage) {}

    public Fleet {
        nodes = List.copyOf(nodes);
        superseded = List.copyOf(superseded);
        unread = List.copyOf(unread);
        groups = List.copyOf(groups);
    }

    /**
     * Compares nodes.
     *
     * @param seen in any order; of several with one name the newest counts
     * @param parts parts of the stack to compare
     * @param reference what all are compared with instead of the majority of their peers
     */
    public static Fleet of(List<Node> seen, List<Unread> unread, Set<Part> parts, Optional<Stack> reference) {
        Map<String, Node> newest = new TreeMap<>(Hostlist.ORDER);
        List<Node> superseded = new ArrayList<>();
        Comparator<Node> age = Comparator.comparing(Node::takenAt).thenComparing(Node::source);
        seen.stream().sorted(age.reversed()).forEach(node -> {
            if (newest.putIfAbsent(node.name(), node) != null) {
                superseded.add(node);
            }
        });
        superseded.sort(Comparator.comparing(Node::name, Hostlist.ORDER).thenComparing(age));
        List<Node> nodes = List.copyOf(newest.values());
        List<Unread> missing = unread.stream()
                .sorted(Comparator.comparing(Unread::source).thenComparing(Unread::reason))
                .toList();
        return new Fleet(nodes, superseded, missing, HardwareGroup.of(nodes, parts, reference));
    }

    /** How many nodes have that verdict. */
    public long count(Verdict verdict) {
        return nodes.stream().filter(node -> node.verdict() == verdict).count();
    }

    /** The nodes of a list, in order. */
    public List<String> names(Selection selection) {
        if (selection == Selection.OUTLIER) {
            return groups.stream()
                    .flatMap(group -> group.classes().stream())
                    .filter(StackClass::isOutlier)
                    .flatMap(one -> one.nodes().stream())
                    .sorted(Hostlist.ORDER)
                    .toList();
        }
        return nodes.stream()
                .filter(node -> is(node, selection))
                .map(Node::name)
                .toList();
    }

    private static boolean is(Node node, Selection selection) {
        return switch (selection) {
            case STALE -> node.stale();
            case HEALTHY -> node.verdict() == Verdict.HEALTHY && !node.stale();
            default -> node.verdict().name().equals(selection.name());
        };
    }

    /** Root causes that are more than a note, in the same order. */
    public List<RootCause> faults() {
        return rootCauses().stream()
                .filter(cause -> cause.cause().severity() != Severity.INFO)
                .toList();
    }

    /** What is wrong in this fleet: the worst first, and of equals what most nodes have. */
    public List<RootCause> rootCauses() {
        Map<String, List<Node>> affected = new TreeMap<>();
        nodes.forEach(
                node -> node.causes().stream().map(Node.Cause::id).distinct().forEach(id -> affected.computeIfAbsent(
                                id, key -> new ArrayList<>())
                        .add(node)));
        List<RootCause> causes = new ArrayList<>();
        affected.forEach((id, some) -> {
            List<Node.Cause> all = some.stream()
                    .flatMap(node -> node.causes().stream())
                    .filter(cause -> cause.id().equals(id))
                    .toList();
            Node.Cause worst =
                    all.stream().max(Comparator.comparing(Node.Cause::severity)).orElseThrow();
            causes.add(new RootCause(
                    new Node.Cause(
                            id, worst.severity(), worst.title(), all.get(0).message()),
                    some.stream().map(Node::name).toList(),
                    all.stream().map(Node.Cause::message).distinct().count() == 1));
        });
        causes.sort(Comparator.comparing((RootCause cause) -> cause.cause().severity())
                .reversed()
                .thenComparing(cause -> -cause.nodes().size())
                .thenComparing(cause -> cause.cause().id()));
        return causes;
    }

    /** Whether that fleet passes; failing outweighs what is not decided. */
    public Outcome judge(Limit limit) {
        if (limit == Limit.NEVER) {
            return Outcome.PASSED;
        }
        Severity mildest = limit == Limit.WARNING ? Severity.WARNING : Severity.ERROR;
        boolean broken = nodes.stream()
                .flatMap(node -> node.causes().stream())
                .anyMatch(cause -> cause.severity().compareTo(mildest) >= 0);
        if (broken || limit == Limit.DRIFT && !names(Selection.OUTLIER).isEmpty()) {
            return Outcome.FAILED;
        }
        boolean open = nodes.isEmpty()
                || !unread.isEmpty()
                || nodes.stream().anyMatch(node -> node.stale() || node.verdict() == Verdict.UNDETERMINED);
        return open || limit == Limit.DRIFT && !isComparable() ? Outcome.UNDECIDED : Outcome.PASSED;
    }

    /** Whether all nodes were compared, and in all that is known of their peers. */
    private boolean isComparable() {
        return groups.stream()
                .allMatch(group -> group.standard() != HardwareGroup.Standard.TIE
                        && group.classes().stream()
                                .allMatch(one -> one.undecided().isEmpty()));
    }
}
