package dev.gpudoctor.smoke.worker.tensorrt;

import java.util.TreeSet;

/** Numbers of nodes, collected in any order. */
final class NodeNumbers {
    private final TreeSet<Long> numbers = new TreeSet<>();

    void add(long number) {
        numbers.add(number);
    }

    long[] rising() {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }
}
