package dev.gpudoctor.smoke;

import java.util.List;

/**
 * What the child that ran the user's model in TensorRT leaves for the one that runs it in ONNX Runtime: files of a directory
 * and this index of them.
 *
 * @param model the ONNX file
 * @param inputs inputs, in the types of the model
 * @param runs one per precision
 */
public record Exchange(String model, List<Tensor> inputs, List<Run> runs) {
    /** Name of the index file. */
    public static final String INDEX = "exchange.json";

    /** A tensor in a {@code .npy} file of the directory. */
    public record Tensor(String name, String file) {}

    /** The outputs of an engine, as doubles. */
    public record Run(Precision precision, List<Tensor> outputs) {
        public Run {
            outputs = List.copyOf(outputs);
        }
    }

    public Exchange {
        inputs = List.copyOf(inputs);
        runs = List.copyOf(runs);
    }
}
