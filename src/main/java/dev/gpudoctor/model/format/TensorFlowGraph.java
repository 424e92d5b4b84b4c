package dev.gpudoctor.model.format;

import dev.gpudoctor.model.Shape;
import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.model.TensorFlowModel.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Collects the nodes of a TensorFlow graph one by one and then tells inputs, likely outputs and what is missing, by
 * the method of TensorFlow's own {@code summarize_graph}: inputs are placeholders, outputs are nodes that nobody
 * consumes.
 */
final class TensorFlowGraph {
    private static final int MAX_NODES = 200_000;
    /** Memory for the names of nodes and the likely outputs, in bytes by a rough count. */
    private static final int MAX_KEPT = 12 << 20;

    private static final int PER_NAME = 80;
    private static final int PER_DIMENSION = 32;
    private static final int MAX_LISTED = 200;
    private static final int MAX_KINDS = 5_000;

    /** Nodes that hold a value which is not in the graph; reading one is not holding it. */
    static final Set<String> VARIABLES =
            Set.of("Variable", "VariableV2", "VarHandleOp", "AutoReloadVariable", "TemporaryVariable");

    private static final Set<String> NO_OUTPUT = Set.of(
            "Const",
            "Assign",
            "NoOp",
            "Placeholder",
            "PlaceholderWithDefault",
            "SaveV2",
            "AssignVariableOp",
            "Assert",
            "VarIsInitializedOp",
            "MergeV2Checkpoints",
            "Print");

    /** Element types by number; a hundred more is a reference to one. */
    private static final Map<Long, String> TYPES = Map.ofEntries(
            Map.entry(1L, "float32"),
            Map.entry(2L, "float64"),
            Map.entry(3L, "int32"),
            Map.entry(4L, "uint8"),
            Map.entry(5L, "int16"),
            Map.entry(6L, "int8"),
            Map.entry(7L, "string"),
            Map.entry(8L, "complex64"),
            Map.entry(9L, "int64"),
            Map.entry(10L, "bool"),
            Map.entry(11L, "qint8"),
            Map.entry(12L, "quint8"),
            Map.entry(13L, "qint32"),
            Map.entry(14L, "bfloat16"),
            Map.entry(15L, "qint16"),
            Map.entry(16L, "quint16"),
            Map.entry(17L, "uint16"),
            Map.entry(18L, "complex128"),
            Map.entry(19L, "float16"),
            Map.entry(20L, "resource"),
            Map.entry(21L, "variant"),
            Map.entry(22L, "uint32"),
            Map.entry(23L, "uint64"));

    private static final long REFERENCE = 100;

    /** The part of a graph that saves and restores it, which nobody means by inputs and outputs. */
    private static final Pattern SAVER = Pattern.compile("save(_\\d+)?/.*");

    /** One node: what the heuristics need of it besides its inputs. */
    record Node(String name, String operator, String type, Shape shape) {}

    /** What is known behind a name. */
    private enum Known {
        NODE,
        INPUT,
        BOTH;

        Known and(Known other) {
            return this == other ? this : BOTH;
        }
    }

    private final Map<String, Tensor> candidates = new LinkedHashMap<>();
    private final Map<String, Known> names = new HashMap<>();
    private final Map<String, Long> operators = new TreeMap<>();
    private final List<Tensor> inputs = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private long nodes;
    private long functions;
    private long variables;
    private long constants;
    private long kept;

    static String type(long number) {
        long plain = number > REFERENCE ? number - REFERENCE : number;
        return TYPES.getOrDefault(plain, "type " + number);
    }

    /** Takes an input of the node that is {@linkplain #add added} next. */
    void consume(String input) {
        if (isWhole()) {
            String name = plain(input);
            know(name, Known.INPUT);
            Tensor candidate = candidates.remove(name);
            kept -= candidate == null ? 0 : cost(candidate);
        }
    }

    private boolean isWhole() {
        return nodes <= MAX_NODES && kept <= MAX_KEPT;
    }

    private void know(String name, Known what) {
        Known before = names.get(name);
        names.put(name, before == null ? what : before.and(what));
        kept += before == null ? name.length() + PER_NAME : 0;
    }

    private static long cost(Tensor candidate) {
        int rank = candidate.shape() instanceof Shape.Ranked ranked
                ? ranked.dimensions().size()
                : 0;
        return PER_NAME + candidate.name().length() + (long) PER_DIMENSION * rank;
    }

    void add(Node node) {
        nodes++;
        count(node.operator());
        if (VARIABLES.contains(node.operator())) {
            variables++;
        }
        if (node.operator().equals("Const")) {
            constants++;
        }
        boolean optional = node.operator().equals("PlaceholderWithDefault");
        boolean input = optional || node.operator().equals("Placeholder");
        if (input && !isOfSaver(node.name()) && inputs.size() < MAX_LISTED) {
            inputs.add(new Tensor(node.name() + ":0", node.type(), node.shape(), optional));
        }
        if (isWhole()) {
            remember(node);
        }
    }

    private void remember(Node node) {
        know(node.name(), Known.NODE);
        boolean likelyOutput =
                names.get(node.name()) == Known.NODE && !NO_OUTPUT.contains(node.operator()) && !isOfSaver(node.name());
        if (likelyOutput) {
            Tensor candidate = new Tensor(node.name() + ":0", node.type(), node.shape());
            Tensor before = candidates.put(node.name(), candidate);
            kept += cost(candidate) - (before == null ? 0 : cost(before));
        }
    }

    private static boolean isOfSaver(String name) {
        return SAVER.matcher(name).matches();
    }

    /** Counts a node of the function library; such a node is neither an input nor an output of the graph. */
    void addLibraryNode(String operator) {
        count(operator);
        if (VARIABLES.contains(operator)) {
            variables++;
        }
    }

    void addFunction() {
        functions++;
    }

    private void count(String operator) {
        if (operators.size() < MAX_KINDS || operators.containsKey(operator)) {
            operators.merge(operator, 1L, Long::sum);
        }
    }

    /** The node behind an input: without the mark of a control edge and without the output's index. */
    static String plain(String input) {
        String name = input.startsWith("^") ? input.substring(1) : input;
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    Graph result() {
        boolean whole = isWhole();
        if (!whole) {
            gaps.add("the graph is too large to follow every edge, so outputs are not listed");
        }
        List<Tensor> outputs = new ArrayList<>();
        if (whole) {
            candidates.values().stream().limit(MAX_LISTED).forEach(outputs::add);
        }
        List<String> dangling = whole
                ? names.entrySet().stream()
                        .filter(name -> name.getValue() == Known.INPUT)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .limit(MAX_LISTED)
                        .toList()
                : List.of();
        return new Graph(nodes, functions, operators, inputs, outputs, variables, constants, dangling);
    }

    List<String> gaps() {
        return List.copyOf(gaps);
    }
}
