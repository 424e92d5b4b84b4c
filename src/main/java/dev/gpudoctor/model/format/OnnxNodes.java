package dev.gpudoctor.model.format;

import dev.gpudoctor.model.OnnxModel;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.bytes.Proto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * The nodes of an ONNX model's main graph, numbered from 0 in the file's order, as TensorRT's parser numbers them.
 *
 * @param count how many there are
 * @param chosen how often each operator occurs among the chosen ones
 */
public record OnnxNodes(long count, Map<String, Long> chosen) {
    private static final int GRAPH = 7;
    private static final int NODE = 1;
    private static final int OPERATOR = 4;
    private static final int DOMAIN = 7;

    public OnnxNodes {
        chosen = Map.copyOf(chosen);
    }

    /**
     * Reads a model's nodes and counts the operators of those whose number is chosen.
     *
     * @throws IOException if the file cannot be read or is no protobuf
     */
    public static OnnxNodes of(Path file, LongPredicate choice) throws IOException {
        long count = 0;
        Map<String, Long> chosen = new TreeMap<>();
        try (ByteSource source = ByteSource.open(file)) {
            Proto.Fields model = Proto.of(source).fields();
            while (model.next()) {
                if (!model.isLength(GRAPH)) {
                    continue;
                }
                Proto.Fields graph = model.message().fields();
                while (graph.next()) {
                    if (graph.isLength(NODE) && choice.test(count++)) {
                        chosen.merge(source.keep(operator(graph.message())), 1L, Long::sum);
                    }
                }
            }
        }
        return new OnnxNodes(count, chosen);
    }

    private static String operator(Proto node) throws IOException {
        String operator = "";
        String domain = "";
        Proto.Fields field = node.fields();
        while (field.next()) {
            if (field.isLength(OPERATOR)) {
                operator = field.text();
            } else if (field.isLength(DOMAIN)) {
                domain = field.text();
            }
        }
        return domain.isEmpty() || domain.equals(OnnxModel.MAIN_DOMAIN) ? operator : domain + "::" + operator;
    }
}
