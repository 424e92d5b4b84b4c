package dev.gpudoctor.advise.solve;

import java.util.Arrays;
import java.util.List;

/**
 * What a solution costs, compared number by number: links nobody vouches for, links that are only tolerated, for each
 * leading component how far its choice is from the preferred one, changes to what is there, links within limits, then the
 * other components as the leading ones. No two solutions of a problem cost the same.
 */
public final class Cost implements Comparable<Cost> {
    private final int[] parts;

    private Cost(int[] parts) {
        this.parts = parts;
    }

    @Override
    public int compareTo(Cost other) {
        return Arrays.compare(parts, other.parts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cost cost && Arrays.equals(parts, cost.parts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(parts);
    }

    @Override
    public String toString() {
        return Arrays.toString(parts);
    }

    /** Where each number of a problem's costs stands. */
    static final class Layout {
        private static final int FORBIDDEN = 0;
        private static final int UNKNOWN = 1;
        private static final int TOLERATED = 2;
        private static final int FIRST_LEADING = 3;

        private final int[] componentSlots;
        private final int changes;
        private final int size;

        Layout(List<Component> components) {
            int leading = (int) components.stream().filter(Component::leading).count();
            componentSlots = new int[components.size()];
            changes = FIRST_LEADING + leading;
            int nextLeading = FIRST_LEADING;
            int next = limited() + 1;
            for (int i = 0; i < components.size(); i++) {
                componentSlots[i] = components.get(i).leading() ? nextLeading++ : next++;
            }
            size = next;
        }

        private int limited() {
            return changes + 1;
        }

        int[] nothing() {
            return new int[size];
        }

        int size() {
            return size;
        }

        void addChoice(int[] parts, int component, int index, boolean isChange) {
            parts[componentSlots[component]] += index;
            parts[changes] += isChange ? 1 : 0;
        }

        void addLink(int[] parts, Fit fit) {
            switch (fit) {
                case SUPPORTED -> {}
                case LIMITED -> parts[limited()]++;
                case TOLERATED -> parts[TOLERATED]++;
                case UNKNOWN -> parts[UNKNOWN]++;
                case FORBIDDEN -> parts[FORBIDDEN]++;
            }
        }

        Cost cost(int[] parts) {
            return new Cost(parts.clone());
        }
    }
}
