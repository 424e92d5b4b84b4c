package dev.gpudoctor.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Keeps the first and the last lines of a text of any length: causes stand first, what killed it stands last. */
final class HeadAndTail {
    private final int each;
    private final List<String> head = new ArrayList<>();
    private final Deque<String> tail = new ArrayDeque<>();
    private long droppedBytes;

    HeadAndTail(int each) {
        this.each = each;
    }

    synchronized void add(String line) {
        if (head.size() < each) {
            head.add(line);
            return;
        }
        tail.addLast(line);
        if (tail.size() > each) {
            droppedBytes += tail.removeFirst().length() + 1;
        }
    }

    synchronized List<String> lines() {
        List<String> all = new ArrayList<>(head);
        all.addAll(tail);
        return all;
    }

    synchronized long droppedBytes() {
        return droppedBytes;
    }
}
