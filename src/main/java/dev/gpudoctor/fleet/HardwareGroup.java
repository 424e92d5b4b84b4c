package dev.gpudoctor.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Nodes of the same hardware, in classes of the same stack.
 *
 * @param name number and model of the GPUs, and the architecture
 * @param standard what the classes are compared with
 * @param classes the most frequent first
 */
public record HardwareGroup(String name, Standard standard, List<StackClass> classes) {
    /** What classes are compared with. */
    public enum Standard {
        /** The stack of more than half of the nodes. */
        MAJORITY,
        /** A stack that more nodes have than any other, but not more than half of them. */
        MOST_COMMON,
        /** A snapshot that was named. */
        REFERENCE,
        /** Several stacks are equally common, so that none of them is what the others should have. */
        TIE
    }

    /** A count of GPUs that fewer than one in so many nodes have is taken for a node that lost some. */
    private static final int USUAL_COUNT = 10;

    /** Sets of unknown facts for which a fuller class is looked up; real fleets have a handful. */
    private static final int MAX_JOINING = 100;

    public HardwareGroup {
        classes = List.copyOf(classes);
    }

    /** Number of nodes. */
    public int size() {
        return classes.stream().mapToInt(one -> one.nodes().size()).sum();
    }

    /** Nodes put in groups, the largest group first. */
    static List<HardwareGroup> of(List<Node> nodes, Set<Part> parts, Optional<Stack> reference) {
        Map<String, List<Node>> models = nodes.stream()
                .collect(Collectors.groupingBy(node -> node.hardware().key(), TreeMap::new, Collectors.toList()));
        List<HardwareGroup> groups = new ArrayList<>();
        models.values().forEach(same -> byCount(same)
                .forEach((count, some) -> groups.add(group(title(count, some), some, parts, reference))));
        groups.sort(
                Comparator.comparingInt((HardwareGroup group) -> -group.size()).thenComparing(HardwareGroup::name));
        return groups;
    }

    /** By number of GPUs where that is usual; a node that has another number is compared with the most frequent. */
    private static Map<Integer, List<Node>> byCount(List<Node> nodes) {
        Map<Integer, List<Node>> counts = nodes.stream()
                .collect(Collectors.groupingBy(node -> node.hardware().gpus(), TreeMap::new, Collectors.toList()));
        int usual = counts.entrySet().stream()
                .max(Comparator.comparingInt((Map.Entry<Integer, List<Node>> count) ->
                                count.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .orElseThrow()
                .getKey();
        Map<Integer, List<Node>> groups = new TreeMap<>();
        counts.forEach((count, some) -> groups.computeIfAbsent(
                        some.size() > 1 && some.size() * USUAL_COUNT >= nodes.size() ? count : usual,
                        key -> new ArrayList<>())
                .addAll(some));
        return groups;
    }

    private static String title(int count, List<Node> nodes) {
        Hardware any = nodes.get(0).hardware();
        String model = nodes.stream()
                .flatMap(node -> node.hardware().label().stream())
                .collect(Collectors.groupingBy(label -> label, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(any.plainName());
        return (count > 0 ? count + " x " : "")
                + model
                + (any.architecture().isEmpty() ? "" : " (" + any.architecture() + ")");
    }

    private static HardwareGroup group(String name, List<Node> nodes, Set<Part> parts, Optional<Stack> reference) {
        Map<Stack, List<String>> exact = new LinkedHashMap<>();
        nodes.forEach(node -> exact.computeIfAbsent(node.stack().of(parts), stack -> new ArrayList<>())
                .add(node.name()));
        Map<Stack, List<String>> members = joined(exact);
        List<Map.Entry<Stack, List<String>>> ordered = new ArrayList<>(members.entrySet());
        ordered.sort(Comparator.comparingInt(
                        (Map.Entry<Stack, List<String>> one) -> -one.getValue().size())
                .thenComparing(one -> one.getValue().get(0), Hostlist.ORDER));
        Standard standard = reference.isPresent() ? Standard.REFERENCE : standard(ordered, nodes.size());
        Optional<Stack> compared = standard == Standard.TIE
                ? Optional.empty()
                : Optional.of(reference
                        .map(stack -> stack.of(parts))
                        .orElse(ordered.get(0).getKey()));
        Map<String, Stack> byFirst = new HashMap<>();
        exact.forEach((stack, names) -> byFirst.put(names.get(0), stack));
        List<StackClass> classes = new ArrayList<>();
        for (Map.Entry<Stack, List<String>> one : ordered) {
            Stack stack = one.getKey();
            boolean common =
                    reference.isEmpty() && compared.filter(stack::equals).isPresent();
            Set<Fact> open = new TreeSet<>(compared.map(stack::undecided).orElse(List.of()));
            if (compared.isPresent()) {
                one.getValue().stream()
                        .flatMap(member -> Optional.ofNullable(byFirst.get(member)).stream())
                        .forEach(joined -> open.addAll(joined.undecided(compared.get())));
            }
            classes.add(new StackClass(
                    one.getValue(),
                    stack,
                    common,
                    compared.map(stack::differences).orElse(List.of()),
                    List.copyOf(open)));
        }
        return new HardwareGroup(name, standard, classes);
    }

    private static Standard standard(List<Map.Entry<Stack, List<String>>> ordered, int nodes) {
        int most = ordered.get(0).getValue().size();
        if (ordered.size() > 1 && ordered.get(1).getValue().size() == most) {
            return Standard.TIE;
        }
        return most * 2 > nodes ? Standard.MAJORITY : Standard.MOST_COMMON;
    }

    /**
     * Nodes of which some facts are not known join the one class that agrees with all that is known of them and knows
     * more; where several do, they stay alone.
     */
    private static Map<Stack, List<String>> joined(Map<Stack, List<String>> exact) {
        List<Map.Entry<Set<Object>, List<Stack>>> fewestFirst = new ArrayList<>(exact.keySet().stream()
                .collect(Collectors.groupingBy(Stack::gaps, LinkedHashMap::new, Collectors.toList()))
                .entrySet());
        fewestFirst.sort(Comparator.comparingInt(same -> same.getKey().size()));
        Map<Stack, List<String>> members = new LinkedHashMap<>();
        int joining = 0;
        for (Map.Entry<Set<Object>, List<Stack>> same : fewestFirst) {
            Set<Object> gaps = same.getKey();
            Stack lacking = same.getValue().get(0);
            Map<Set<Map.Entry<Fact, String>>, List<Stack>> fuller = gaps.isEmpty() || joining++ >= MAX_JOINING
                    ? Map.of()
                    : members.keySet().stream()
                            .filter(other -> gaps.containsAll(other.gaps()))
                            .collect(Collectors.groupingBy(other -> other.agreeing(lacking)));
            for (Stack stack : same.getValue()) {
                List<Stack> agreeing = fuller.getOrDefault(stack.agreeing(stack), List.of());
                members.computeIfAbsent(agreeing.size() == 1 ? agreeing.get(0) : stack, key -> new ArrayList<>())
                        .addAll(Objects.requireNonNull(exact.get(stack)));
            }
        }
        members.values().forEach(names -> names.sort(Hostlist.ORDER));
        return members;
    }
}
