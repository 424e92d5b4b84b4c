package dev.gpudoctor.model.fit;

import dev.gpudoctor.model.Shape;
import dev.gpudoctor.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Lines of Python that make fixed inputs, keep them, and keep what a model gives for them. */
final class PythonLines {
    /** What frameworks call the types that NumPy has under another name. */
    private static final Map<String, String> NUMPY_TYPES =
            Map.of("float", "float32", "double", "float64", "half", "float16");

    private static final List<String> WHOLE =
            List.of("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool");

    private final SavedNames names;

    PythonLines(SavedNames names) {
        this.names = names;
    }

    /**
     * A dictionary {@code inputs} of arrays by name, saved in its order. The same inputs give the same numbers each
     * time.
     *
     * @param placeholder the shape of an input whose number of dimensions is unknown, as in {@code 1, 3, 224, 224}
     */
    List<String> inputs(List<Tensor> inputs, String placeholder) {
        List<String> code = new ArrayList<>(List.of("random = np.random.default_rng(0)", "inputs = {"));
        inputs.forEach(input -> code.add("    " + literal(input.name()) + ": " + array(input, placeholder) + ","));
        code.add("}");
        code.addAll(saveInputs());
        return code;
    }

    /** As {@link #inputs}, for a model whose names and shapes only its converted file tells. */
    List<String> inputsOf(String onnx) {
        List<String> code = new ArrayList<>(List.of(
                "graph = onnx.load(" + literal(onnx) + ", load_external_data=False).graph",
                "random = np.random.default_rng(0)",
                "inputs = {}",
                "for value in graph.input:",
                "    tensor = value.type.tensor_type",
                "    shape = [size.dim_value or 1 for size in tensor.shape.dim]  # an open size becomes 1",
                "    kind = np.dtype(onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type))",
                "    top = 256 if kind == np.uint8 else 2",
                "    made = random.random(shape) if kind.kind == 'f' else random.integers(0, top, shape)",
                "    inputs[value.name] = np.asarray(made).astype(kind)"));
        code.addAll(saveInputs());
        return code;
    }

    private List<String> saveInputs() {
        return List.of(
                "for number, value in enumerate(inputs.values()):",
                "    np.save(" + literal(names.inputStem()) + " + str(number) + '.npy', value)");
    }

    /** Saves {@code values}, a list, under the names of the converted model's outputs. */
    List<String> outputsOf(String onnx) {
        return List.of(
                "graph = onnx.load(" + literal(onnx) + ", load_external_data=False).graph",
                "outputs = {output.name: np.asarray(value) for output, value in zip(graph.output, values)}",
                "np.savez(" + literal(names.outputs()) + ", **outputs)");
    }

    private static String array(Tensor input, String placeholder) {
        String type = type(input.type());
        String shape = input.shape() instanceof Shape.Ranked ranked ? tuple(ranked) : "(" + placeholder + ")";
        String made = WHOLE.contains(type)
                ? "random.integers(0, " + (type.equals("uint8") ? "256" : "2") + ", " + shape + ")"
                : "random.random(" + shape + ")";
        return "np.asarray(" + made + ").astype(" + literal(type) + ")";
    }

    private static String type(String framework) {
        String lower = framework.toLowerCase(Locale.ROOT);
        String numpy = NUMPY_TYPES.getOrDefault(lower, lower);
        return WHOLE.contains(numpy) || NUMPY_TYPES.containsValue(numpy) ? numpy : "float32";
    }

    private static String tuple(Shape.Ranked shape) {
        return shape.dimensions().stream()
                .map(PythonLines::size)
                .collect(Collectors.joining(", ", "(", shape.dimensions().size() == 1 ? ",)" : ")"));
    }

    private static String size(Shape.Dimension dimension) {
        return dimension instanceof Shape.Fixed fixed ? Long.toString(fixed.size()) : "1";
    }

    /** A text as a Python literal; nothing in a file's name gets out of it. */
    static String literal(String text) {
        StringBuilder literal = new StringBuilder("'");
        text.codePoints().forEach(point -> {
            if (point == '\'' || point == '\\') {
                literal.append('\\').appendCodePoint(point);
            } else if (point < ' ' || point == 127) {
                literal.append(String.format(Locale.ROOT, "\\x%02x", point));
            } else {
                literal.appendCodePoint(point);
            }
        });
        return literal.append('\'').toString();
    }
}
