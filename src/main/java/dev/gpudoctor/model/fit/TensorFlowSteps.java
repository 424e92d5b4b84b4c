package dev.gpudoctor.model.fit;

import static dev.gpudoctor.model.fit.NextStep.Place.PC;
import static dev.gpudoctor.model.fit.PythonLines.literal;

import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.model.TensorFlowModel;
import dev.gpudoctor.model.TensorFlowModel.MetaGraph;
import dev.gpudoctor.model.TensorFlowModel.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Converts a TensorFlow model to ONNX and keeps what TensorFlow gives for fixed inputs. */
final class TensorFlowSteps {
    private static final String PLACEHOLDER_SHAPE = "1, 224, 224, 3";

    private final SavedNames names;
    private final Converter converter;
    private final DeviceSteps device;

    TensorFlowSteps(SavedNames names, Converter converter, DeviceSteps device) {
        this.names = names;
        this.converter = converter;
        this.device = device;
    }

    List<NextStep> of(TensorFlowModel model) {
        return switch (model.recognition().format()) {
            case TF_SAVED_MODEL -> savedModel(model);
            case TF_META_GRAPH -> metaGraph(model);
            case TF_FROZEN_GRAPH -> frozen(model);
            default -> List.of(freeze(model));
        };
    }

    private List<NextStep> frozen(TensorFlowModel model) {
        List<NextStep> steps = new ArrayList<>(converter.install(model.version()));
        List<String> source = new ArrayList<>(List.of("--graphdef", names.path()));
        addNames(model, source);
        steps.add(converter.convert(
                model.isGuessed()
                        ? "Convert it to ONNX. The file declares no inputs and outputs: check these names."
                        : "Convert it to ONNX.",
                source,
                model.version(),
                names.onnx()));
        List<String> code = imports();
        code.add("graph = tf.compat.v1.GraphDef.FromString(open(" + literal(names.path()) + ", 'rb').read())");
        code.addAll(new PythonLines(names).inputs(needed(model.inputs()), PLACEHOLDER_SHAPE));
        code.add("outputs = [" + literals(model.outputs()) + "]");
        code.add("with tf.compat.v1.Session(graph=tf.Graph()) as session:");
        code.add("    tf.compat.v1.import_graph_def(graph, name='')");
        code.add("    values = session.run(outputs, inputs)");
        code.add("np.savez(" + literal(names.outputs()) + ", **dict(zip(outputs, values)))");
        steps.add(reference(code));
        steps.addAll(device.of(names.onnx(), needed(model.inputs()), names.outputs(), false));
        return steps;
    }

    private List<NextStep> savedModel(TensorFlowModel model) {
        List<NextStep> steps = new ArrayList<>(converter.install(model.version()));
        List<String> source = new ArrayList<>(List.of("--saved-model", names.directory()));
        Optional<Signature> signature = model.mainSignature();
        List<String> tags = tags(model, signature);
        if (!tags.isEmpty()) {
            source.addAll(List.of("--tag", String.join(",", tags)));
        }
        String load = "model = tf.saved_model.load(" + literal(names.directory())
                + (tags.isEmpty()
                        ? ""
                        : tags.stream().map(PythonLines::literal).collect(Collectors.joining(", ", ", tags=[", "]")))
                + ")";
        if (signature.isEmpty()) {
            source.addAll(List.of("--concrete_function", "0"));
            steps.add(converter.convert(
                    "Convert it to ONNX. It has no signatures, so this takes the first way in which the model itself"
                            + " was called before it was saved. Where the converter refuses that, save the model"
                            + " again with signatures.",
                    source,
                    model.version(),
                    names.onnx()));
            steps.add(reference(called(load)));
            steps.add(NextSteps.look(names.onnx(), names));
            return steps;
        }
        if (!signature.get().name().equals("serving_default")) {
            source.addAll(List.of("--signature_def", signature.get().name()));
        }
        steps.add(converter.convert(which(model, signature.get()), source, model.version(), names.onnx()));
        List<Tensor> inputs = byKey(signature.get());
        List<String> code = imports();
        code.add(load);
        code.add("run = model.signatures[" + literal(signature.get().name()) + "]");
        code.addAll(new PythonLines(names).inputs(inputs, PLACEHOLDER_SHAPE));
        code.add("outputs = run(**{name: tf.constant(value) for name, value in inputs.items()})");
        code.add("np.savez(" + literal(names.outputs())
                + ", **{name: value.numpy() for name, value in outputs.items()})");
        steps.add(reference(code));
        steps.addAll(device.of(names.onnx(), inputs, names.outputs(), false));
        return steps;
    }

    private List<String> called(String load) {
        List<String> code = imports();
        code.add("import onnx");
        code.add(load);
        code.addAll(new PythonLines(names).inputsOf(names.onnx()));
        code.add("run = model.__call__.concrete_functions[0]");
        code.add("values = tf.nest.flatten(run(*[tf.constant(value) for value in inputs.values()]))");
        code.addAll(new PythonLines(names).outputsOf(names.onnx()));
        return code;
    }

    /** The converter gives inputs the names that the signature has for them. */
    private static List<Tensor> byKey(Signature signature) {
        return signature.inputs().stream()
                .map(input -> new Tensor(
                        signature.inputKeys().getOrDefault(input.name(), input.name()), input.type(), input.shape()))
                .toList();
    }

    private static String which(TensorFlowModel model, Signature taken) {
        List<String> all = model.metaGraphs().stream()
                .flatMap(graph -> graph.signatures().stream())
                .map(Signature::name)
                .filter(name -> !name.startsWith("__saved_model_"))
                .distinct()
                .toList();
        return all.size() == 1
                ? "Convert it to ONNX."
                : "Convert it to ONNX, here with the signature " + taken.name() + " of " + String.join(", ", all) + ".";
    }

    /** The tags to name; none where they are what converters expect. */
    private static List<String> tags(TensorFlowModel model, Optional<Signature> signature) {
        List<String> tags = model.metaGraphs().stream()
                .filter(candidate ->
                        signature.isEmpty() || candidate.signatures().contains(signature.get()))
                .findFirst()
                .map(MetaGraph::tags)
                .orElse(List.of());
        return tags.equals(List.of("serve")) ? List.of() : tags;
    }

    private List<NextStep> metaGraph(TensorFlowModel model) {
        List<NextStep> steps = new ArrayList<>(converter.install(model.version()));
        List<String> source = new ArrayList<>(List.of("--checkpoint", names.path()));
        addNames(model, source);
        steps.add(converter.convert("Convert it to ONNX.", source, model.version(), names.onnx()));
        String checkpoint = names.path().endsWith(".meta")
                ? names.path().substring(0, names.path().length() - 5)
                : names.path();
        List<String> code = imports();
        code.addAll(new PythonLines(names).inputs(needed(model.inputs()), PLACEHOLDER_SHAPE));
        code.add("outputs = [" + literals(model.outputs()) + "]");
        code.add("with tf.compat.v1.Session(graph=tf.Graph()) as session:");
        code.add("    tf.compat.v1.train.import_meta_graph(" + literal(names.path()) + ").restore(session, "
                + literal(checkpoint) + ")");
        code.add("    values = session.run(outputs, inputs)");
        code.add("np.savez(" + literal(names.outputs()) + ", **dict(zip(outputs, values)))");
        steps.add(reference(code));
        steps.addAll(device.of(names.onnx(), needed(model.inputs()), names.outputs(), false));
        return steps;
    }

    private static NextStep freeze(TensorFlowModel model) {
        String outputs = model.outputs().stream()
                .map(output -> literal(output.name().replaceAll(":\\d+$", "")))
                .collect(Collectors.joining(", "));
        return NextStep.python(
                        "Freeze it with its checkpoint first, then inspect the result.",
                        List.of(
                                "import tensorflow.compat.v1 as tf",
                                "with tf.Session(graph=tf.Graph()) as session:",
                                "    tf.train.import_meta_graph('CHECKPOINT.meta').restore(session, 'CHECKPOINT')",
                                "    frozen = tf.graph_util.convert_variables_to_constants(",
                                "        session, session.graph_def, [" + outputs + "])",
                                "open('frozen.pb', 'wb').write(frozen.SerializeToString())"))
                .at(PC);
    }

    /** A Keras file: written as a SavedModel first, with the Keras that can read it. */
    List<NextStep> keras() {
        return List.of(
                NextStep.python(
                                "Write it as a SavedModel, in an environment with the TensorFlow and Keras that wrote"
                                        + " it.",
                                List.of(
                                        "import tensorflow as tf",
                                        "model = tf.keras.models.load_model(" + literal(names.path()) + ")",
                                        "tf.saved_model.save(model, " + literal(names.savedModel()) + ")"))
                        .at(PC),
                NextStep.command(
                                "Inspect the result: that prints the conversion and the rest of the way.",
                                List.of("gpudoctor", "inspect", names.savedModel()))
                        .at(PC));
    }

    List<NextStep> lite() {
        List<NextStep> steps = new ArrayList<>(converter.install(Optional.empty()));
        steps.add(converter.convert(
                "Convert it to ONNX.", List.of("--tflite", names.path()), Optional.empty(), names.onnx()));
        List<String> code = imports();
        code.add("import onnx");
        code.addAll(new PythonLines(names).inputsOf(names.onnx()));
        code.add("model = tf.lite.Interpreter(" + literal(names.path()) + ")");
        code.add("model.allocate_tensors()");
        code.add("for place, value in zip(model.get_input_details(), inputs.values()):");
        code.add("    model.set_tensor(place['index'], value)");
        code.add("model.invoke()");
        code.add("values = [model.get_tensor(place['index']) for place in model.get_output_details()]");
        code.addAll(new PythonLines(names).outputsOf(names.onnx()));
        steps.add(reference(code));
        steps.add(NextSteps.look(names.onnx(), names));
        return steps;
    }

    private static NextStep reference(List<String> code) {
        return NextStep.python(
                        "Keep fixed inputs and what TensorFlow gives for them, in the same environment. Put the sizes"
                                + " you need where a 1 is for an open one; real samples tell more than these random"
                                + " numbers.",
                        code)
                .at(PC);
    }

    private static List<String> imports() {
        return new ArrayList<>(List.of("import numpy as np", "import tensorflow as tf"));
    }

    private static void addNames(TensorFlowModel model, List<String> argv) {
        argv.addAll(List.of("--inputs", joined(needed(model.inputs()), "INPUT:0")));
        argv.addAll(List.of("--outputs", joined(model.outputs(), "OUTPUT:0")));
    }

    private static List<Tensor> needed(List<Tensor> tensors) {
        return tensors.stream().filter(tensor -> !tensor.optional()).toList();
    }

    private static String joined(List<Tensor> tensors, String none) {
        return tensors.isEmpty() ? none : tensors.stream().map(Tensor::name).collect(Collectors.joining(","));
    }

    private static String literals(List<Tensor> tensors) {
        return tensors.isEmpty()
                ? "'OUTPUT:0'"
                : tensors.stream().map(tensor -> literal(tensor.name())).collect(Collectors.joining(", "));
    }
}
