package dev.gpudoctor.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An ONNX model.
 *
 * @param opsets the operator sets that it imports; the domain {@code ai.onnx} is spelled out
 * @param operators how often each operator occurs, subgraphs and local functions included; an operator of another
 *     domain carries it as {@code domain::Name}
 * @param weightTypes element types of the initializers with how many there are
 * @param externalFiles files beside the model that hold weights
 * @param size bytes of the model file
 */
public record OnnxModel(
        Recognition recognition,
        long irVersion,
        List<Opset> opsets,
        String producer,
        List<Tensor> inputs,
        List<Tensor> outputs,
        Map<String, Long> operators,
        Map<String, Long> weightTypes,
        long localFunctions,
        List<ExternalFile> externalFiles,
        long size,
        List<String> gaps)
        implements ModelFile {
    /** The domain of ONNX's own operators. */
    public static final String MAIN_DOMAIN = "ai.onnx";

    /** Protobuf's own limit for one message, in bytes. */
    private static final long PROTOBUF_LIMIT = Integer.MAX_VALUE;

    private static final int SHOWN_FILES = 6;

    /** One imported operator set. */
    public record Opset(String domain, long version) {
        @Override
        public String toString() {
            return domain + " " + version;
        }
    }

    /**
     * A file with weights outside the model.
     *
     * @param location as the model names it
     * @param needed bytes that the model wants to find in it
     */
    public record ExternalFile(String location, long needed, State state) {
        /** What became of looking for it. */
        public sealed interface State {}

        /** It is there and long enough. */
        public record Present(long size) implements State {}

        /** It is there and too short. */
        public record Short(long size) implements State {}

        /** It is not there. */
        public record Missing() implements State {}

        /** The name leads out of the model's folder, so it was not looked at. */
        public record Outside() implements State {}

        /** Nobody could look: the model came without a folder. */
        public record Unchecked() implements State {}
    }

    public OnnxModel {
        opsets = List.copyOf(opsets);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        externalFiles = List.copyOf(externalFiles);
        gaps = List.copyOf(gaps);
    }

    /** The version of ONNX's own operator set, where the model imports it. */
    public Optional<Long> mainOpset() {
        return opsets.stream()
                .filter(opset -> opset.domain().equals(MAIN_DOMAIN))
                .map(Opset::version)
                .findFirst();
    }

    /** Every element type that an input, an output or an initializer has. */
    public List<String> types() {
        List<String> types = new ArrayList<>(weightTypes.keySet());
        inputs.forEach(tensor -> types.add(tensor.type()));
        outputs.forEach(tensor -> types.add(tensor.type()));
        return types.stream().distinct().sorted().toList();
    }

    /** Whether no parser reads it, for its size alone. */
    public boolean isTooLarge() {
        return size > PROTOBUF_LIMIT;
    }

    /** How many QuantizeLinear and DequantizeLinear nodes there are. */
    public long quantizeNodes() {
        return operators.getOrDefault("QuantizeLinear", 0L) + operators.getOrDefault("DequantizeLinear", 0L);
    }

    @Override
    public List<Detail> details() {
        List<Detail> details = new ArrayList<>();
        details.add(new Detail("IR version", Long.toString(irVersion)));
        details.add(new Detail(
                "operator sets",
                opsets.isEmpty() ? "none" : opsets.stream().map(Opset::toString).collect(Collectors.joining(", "))));
        details.add(new Detail("producer", producer.isBlank() ? "not named" : producer));
        details.add(new Detail("operators", Histogram.text(operators)));
        details.add(new Detail("weights", Histogram.text(weightTypes)));
        if (localFunctions > 0) {
            details.add(new Detail("local functions", Long.toString(localFunctions)));
        }
        if (quantizeNodes() > 0) {
            details.add(new Detail("Q/DQ nodes", Long.toString(quantizeNodes())));
        }
        externalFiles.stream()
                .limit(SHOWN_FILES)
                .forEach(file ->
                        details.add(new Detail("external data", file.location() + ", " + file.needed() + " bytes")));
        if (externalFiles.size() > SHOWN_FILES) {
            details.add(new Detail("external data", "and " + (externalFiles.size() - SHOWN_FILES) + " more files"));
        }
        return details;
    }
}
