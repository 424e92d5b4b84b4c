package dev.gpudoctor.smoke.worker;

import dev.gpudoctor.smoke.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * The sample network as ONNX models, written here field by field after the public {@code onnx.proto}: one in single
 * precision, one each with weights in FP16 and BF16, and one each with quantise/dequantise pairs for INT8 and FP8.
 */
final class SampleOnnx {
    private static final int FLOAT = 1;
    private static final int INT8 = 3;
    private static final int FLOAT16 = 10;
    private static final int BFLOAT16 = 16;
    private static final int FLOAT8E4M3FN = 17;
    private static final double LARGEST_INT8 = 127;
    private static final double LARGEST_FLOAT8 = 448;

    private final SampleNetwork network;
    private final SampleNetwork.Stages stages;
    private final Precision precision;
    private final ProtoMessage graph = new ProtoMessage();
    private final List<ProtoMessage> initializers = new ArrayList<>();

    private SampleOnnx(SampleNetwork network, SampleNetwork.Stages stages, Precision precision) {
        this.network = network;
        this.stages = stages;
        this.precision = precision;
    }

    /**
     * The model whose own types are those of that precision.
     *
     * @param stages values between the layers for the input it will get; the scales of quantised tensors come from them
     */
    static byte[] of(SampleNetwork network, SampleNetwork.Stages stages, Precision precision) throws LayerFault {
        return new SampleOnnx(network, stages, precision).model();
    }

    private byte[] model() throws LayerFault {
        boolean cast = precision == Precision.FP16 || precision == Precision.BF16;
        String image = cast ? cast("image_typed", SampleNetwork.INPUT, type()) : SampleNetwork.INPUT;
        node(
                "Conv",
                "convolved",
                List.of(
                        quantised(image, stages.image()),
                        quantised(
                                weights(
                                        "convolution",
                                        network.convolution(),
                                        SampleNetwork.MAPS,
                                        SampleNetwork.CHANNELS,
                                        SampleNetwork.KERNEL,
                                        SampleNetwork.KERNEL),
                                network.convolution()),
                        weights("bias", network.bias(), SampleNetwork.MAPS)),
                integers("kernel_shape", SampleNetwork.KERNEL, SampleNetwork.KERNEL),
                integers("pads", 1, 1, 1, 1));
        node("Relu", "positive", List.of("convolved"));
        node("MaxPool", "pooled", List.of("positive"), integers("kernel_shape", 2, 2), integers("strides", 2, 2));
        node("Flatten", "features", List.of("pooled"), integer("axis", 1));
        node(
                "MatMul",
                cast ? "logits_typed" : SampleNetwork.LOGITS,
                List.of(
                        quantised("features", stages.features()),
                        quantised(
                                weights("matrix", network.matrix(), SampleNetwork.FEATURES, SampleNetwork.CLASSES),
                                network.matrix())));
        if (cast) {
            cast(SampleNetwork.LOGITS, "logits_typed", FLOAT);
        }
        node("Softmax", SampleNetwork.PROBABILITIES, List.of(SampleNetwork.LOGITS), integer("axis", 1));
        graph.text(2, "gpudoctor_sample");
        initializers.forEach(tensor -> graph.message(5, tensor));
        graph.message(
                11, value(SampleNetwork.INPUT, 1, SampleNetwork.CHANNELS, SampleNetwork.SIZE, SampleNetwork.SIZE));
        graph.message(12, value(SampleNetwork.LOGITS, 1, SampleNetwork.CLASSES));
        graph.message(12, value(SampleNetwork.PROBABILITIES, 1, SampleNetwork.CLASSES));
        // FP8 came with operator set 19 and its file format 9; everything else can be read by the oldest parsers.
        boolean recent = precision == Precision.FP8;
        return new ProtoMessage()
                .number(1, recent ? 9 : 7)
                .text(2, "gpudoctor")
                .message(7, graph)
                .message(8, new ProtoMessage().text(1, "").number(2, recent ? 19 : 13))
                .toByteArray();
    }

    private int type() {
        return switch (precision) {
            case FP16 -> FLOAT16;
            case BF16 -> BFLOAT16;
            default -> FLOAT;
        };
    }

    private String weights(String name, double[] values, long... dimensions) throws LayerFault {
        Elements elements =
                switch (precision) {
                    case FP16 -> Elements.HALF;
                    case BF16 -> Elements.BF16;
                    default -> Elements.FLOAT;
                };
        return tensor(name, type(), elements.encode(values), dimensions);
    }

    private String tensor(String name, int type, byte[] raw, long... dimensions) {
        ProtoMessage tensor = new ProtoMessage();
        for (long dimension : dimensions) {
            tensor.number(1, dimension);
        }
        initializers.add(tensor.number(2, type).text(8, name).bytes(9, raw));
        return name;
    }

    /** The tensor itself, or through a quantise/dequantise pair where the precision asks for one. */
    private String quantised(String name, double[] values) throws LayerFault {
        if (precision != Precision.INT8 && precision != Precision.FP8) {
            return name;
        }
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        boolean int8 = precision == Precision.INT8;
        double scale = largest / (int8 ? LARGEST_INT8 : LARGEST_FLOAT8);
        String scaleName = tensor(name + "_scale", FLOAT, Elements.FLOAT.encode(new double[] {scale}));
        String zero = tensor(name + "_zero", int8 ? INT8 : FLOAT8E4M3FN, new byte[1]);
        node("QuantizeLinear", name + "_quantised", List.of(name, scaleName, zero));
        node("DequantizeLinear", name + "_again", List.of(name + "_quantised", scaleName, zero));
        return name + "_again";
    }

    private String cast(String output, String input, int type) {
        node("Cast", output, List.of(input), integer("to", type));
        return output;
    }

    private void node(String operator, String output, List<String> inputs, ProtoMessage... attributes) {
        ProtoMessage node = new ProtoMessage();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, output).text(3, "make_" + output).text(4, operator);
        for (ProtoMessage attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
    }

    private static ProtoMessage integer(String name, long value) {
        return new ProtoMessage().text(1, name).number(3, value).number(20, 2);
    }

    private static ProtoMessage integers(String name, long... values) {
        ProtoMessage attribute = new ProtoMessage().text(1, name);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute.number(20, 7);
    }

    private static ProtoMessage value(String name, long... dimensions) {
        ProtoMessage shape = new ProtoMessage();
        for (long dimension : dimensions) {
            shape.message(1, new ProtoMessage().number(1, dimension));
        }
        ProtoMessage tensor = new ProtoMessage().number(1, FLOAT).message(2, shape);
        return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
    }
}
