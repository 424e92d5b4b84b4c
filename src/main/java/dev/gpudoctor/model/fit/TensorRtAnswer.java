package dev.gpudoctor.model.fit;

import java.util.List;
import java.util.Map;

/** What the machine's own TensorRT said when it was asked about a file. */
public sealed interface TensorRtAnswer {
    /** Nobody could ask it, or what it said is not about the file. */
    record NotAsked(String reason) implements TensorRtAnswer {}

    /** It takes the whole file. */
    record Taken(String tensorRt) implements TensorRtAnswer {}

    /**
     * It does not take the file.
     *
     * @param tensorRt its version
     * @param words what it said, or how it ended; never empty
     * @param nodes how many nodes an ONNX model's main graph has; 0 where it named none
     * @param operators how many of each operator it does not take; empty where it named none
     */
    record Refused(String tensorRt, List<String> words, long nodes, Map<String, Long> operators)
            implements TensorRtAnswer {
        public Refused {
            words = List.copyOf(words);
            operators = Map.copyOf(operators);
        }
    }
}
