package dev.gpudoctor.fleet;

import java.util.List;

/**
 * Nodes of one kind of hardware that have the same stack.
 *
 * @param nodes their names, in order
 * @param stack what they have
 * @param common whether the others are compared with these
 * @param differences where they are otherwise than the ones that they are compared with; empty where there are none
 * @param undecided facts that could not be compared because one side does not know them
 */
public record StackClass(
        List<String> nodes, Stack stack, boolean common, List<Difference> differences, List<Fact> undecided) {
    public StackClass {
        nodes = List.copyOf(nodes);
        differences = List.copyOf(differences);
        undecided = List.copyOf(undecided);
    }

    /** Whether they differ from the others. */
    public boolean isOutlier() {
        return !differences.isEmpty();
    }
}
