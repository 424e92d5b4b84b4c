package dev.gpudoctor.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;

/**
 * Finds which of many literal texts a line contains, in one walk over it (Aho and Corasick's automaton). Case plays no
 * part and a run of blanks counts as one, so most lines of a log are passed over without being changed or matched.
 */
final class Anchors {
    /** Everything outside ASCII is one letter that no anchor has. */
    private static final int LETTERS = 128;

    private final int[] next;
    private final int[][] found;

    /** @param words in lower case; the answer names them by their index */
    Anchors(List<String> words) {
        List<int[]> trie = new ArrayList<>();
        List<List<Integer>> ends = new ArrayList<>();
        add(trie, ends);
        for (int word = 0; word < words.size(); word++) {
            int node = 0;
            for (char letter : words.get(word).toCharArray()) {
                if (letter >= LETTERS) {
                    throw new IllegalArgumentException("not ASCII: " + words.get(word));
                }
                if (trie.get(node)[letter] < 0) {
                    trie.get(node)[letter] = add(trie, ends);
                }
                node = trie.get(node)[letter];
            }
            ends.get(node).add(word);
        }
        complete(trie, ends);
        next = new int[trie.size() * LETTERS];
        found = new int[trie.size()][];
        for (int node = 0; node < trie.size(); node++) {
            System.arraycopy(trie.get(node), 0, next, node * LETTERS, LETTERS);
            found[node] = ends.get(node).stream().mapToInt(Integer::intValue).toArray();
        }
    }

    private static int add(List<int[]> trie, List<List<Integer>> ends) {
        int[] node = new int[LETTERS];
        Arrays.fill(node, -1);
        trie.add(node);
        ends.add(new ArrayList<>());
        return trie.size() - 1;
    }

    /** Fills in where each node goes on a letter that does not continue its word. */
    private static void complete(List<int[]> trie, List<List<Integer>> ends) {
        int[] fallback = new int[trie.size()];
        Queue<Integer> waiting = new ArrayDeque<>(List.of(0));
        while (!waiting.isEmpty()) {
            int node = waiting.remove();
            ends.get(node).addAll(node == 0 ? List.of() : ends.get(fallback[node]));
            for (int letter = 0; letter < LETTERS; letter++) {
                int child = trie.get(node)[letter];
                int other = node == 0 ? 0 : trie.get(fallback[node])[letter];
                if (child < 0) {
                    trie.get(node)[letter] = other;
                } else {
                    fallback[child] = other;
                    waiting.add(child);
                }
            }
        }
    }

    /** Marks the words that the line contains. */
    void in(CharSequence line, BitSet words) {
        int node = 0;
        boolean blank = false;
        for (int i = 0; i < line.length(); i++) {
            char letter = line.charAt(i);
            if (letter == ' ' || letter == '\t') {
                if (blank) {
                    continue;
                }
                blank = true;
                letter = ' ';
            } else {
                blank = false;
            }
            if (letter >= 'A' && letter <= 'Z') {
                letter += 'a' - 'A';
            }
            node = letter < LETTERS ? next[node * LETTERS + letter] : 0;
            for (int word : found[node]) {
                words.set(word);
            }
        }
    }
}
