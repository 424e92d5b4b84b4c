package dev.gpudoctor.model.fit;

import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.matrix.Tf2OnnxRelease;
import dev.gpudoctor.model.EngineFile;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OnnxModel;
import dev.gpudoctor.model.Shape;
import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.model.TensorFlowModel;
import dev.gpudoctor.model.TensorFlowModel.MetaGraph;
import dev.gpudoctor.model.TensorFlowModel.Signature;
import dev.gpudoctor.model.TorchFile;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says how to go on with a model: the command or the lines of Python that bring it to TensorRT. */
final class NextSteps {
    private static final String PLACEHOLDER_SHAPE = "1, 3, 224, 224";

    private final String path;
    private final RuntimeTarget target;
    private final Matrix matrix;
    private final boolean asked;

    /** @param asked whether TensorRT itself was asked already */
    NextSteps(String path, RuntimeTarget target, Matrix matrix, boolean asked) {
        this.path = path;
        this.target = target;
        this.matrix = matrix;
        this.asked = asked;
    }

    List<NextStep> of(ModelFile file) {
        if (file instanceof OnnxModel onnx) {
            return List.of(engineOf(onnx));
        }
        if (file instanceof EngineFile engine) {
            return ofEngine(engine);
        }
        if (file instanceof TensorFlowModel tensorFlow) {
            return ofTensorFlow(tensorFlow);
        }
        if (file instanceof TorchFile torch) {
            return List.of(ofTorch(torch));
        }
        return ofOther(file);
    }

    private NextStep engineOf(OnnxModel model) {
        List<String> argv = new ArrayList<>(List.of("trtexec", "--onnx=" + path, "--saveEngine=" + sibling(".engine")));
        List<Tensor> dynamic = model.inputs().stream()
                .filter(input -> input.shape().isDynamic() && input.shape() instanceof Shape.Ranked)
                .toList();
        if (dynamic.isEmpty()) {
            return NextStep.command("Build an engine from it.", argv);
        }
        String shapes = dynamic.stream()
                .map(input -> input.name() + ":" + fixed((Shape.Ranked) input.shape()))
                .collect(Collectors.joining(","));
        argv.add("--minShapes=" + shapes);
        argv.add("--optShapes=" + shapes);
        argv.add("--maxShapes=" + shapes);
        return NextStep.command(
                "Build an engine from it; put the sizes you need where a 1 stands for an open one.", argv);
    }

    private static String fixed(Shape.Ranked shape) {
        return shape.dimensions().stream()
                .map(dimension -> dimension instanceof Shape.Fixed size ? Long.toString(size.size()) : "1")
                .collect(Collectors.joining("x"));
    }

    private List<NextStep> ofEngine(EngineFile engine) {
        List<NextStep> steps = new ArrayList<>();
        if (engine.version().isPresent()) {
            String wish = "tensorrt=" + engine.version().get().prefix(3);
            List<String> argv = new ArrayList<>(List.of("gpudoctor", "suggest", wish));
            engine.builtOn().ifPresent(gpu -> argv.add("gpu=" + gpu.capability()));
            steps.add(NextStep.command("Find the stack or image that has the TensorRT which built it.", argv));
        }
        if (!asked && !engine.isTruncated()) {
            steps.add(NextStep.command(
                    "Let this machine's TensorRT itself say whether it loads the engine.",
                    List.of("gpudoctor", "inspect", "--deep", path)));
        }
        return steps;
    }

    private List<NextStep> ofTensorFlow(TensorFlowModel model) {
        Optional<Tf2OnnxRelease> converter = converter(model.version());
        List<NextStep> steps = new ArrayList<>();
        converter.ifPresent(release -> steps.add(install(release, model.version())));
        List<String> argv = new ArrayList<>(List.of("python", "-m", "tf2onnx.convert"));
        switch (model.recognition().format()) {
            case TF_SAVED_MODEL -> {
                argv.addAll(List.of("--saved-model", folder()));
                savedModelChoices(model, argv);
            }
            case TF_META_GRAPH -> {
                argv.addAll(List.of("--checkpoint", path));
                names(model, argv);
            }
            case TF_FROZEN_GRAPH -> {
                argv.addAll(List.of("--graphdef", path));
                names(model, argv);
            }
            default -> {
                return List.of(freeze(model));
            }
        }
        argv.addAll(List.of("--output", sibling(".onnx")));
        converter.flatMap(this::opset).ifPresent(opset -> argv.addAll(List.of("--opset", opset.toString())));
        steps.add(NextStep.command("Convert it to ONNX.", argv));
        return steps;
    }

    private static NextStep freeze(TensorFlowModel model) {
        String outputs = model.outputs().stream()
                .map(output -> python(output.name().replaceAll(":\\d+$", "")))
                .collect(Collectors.joining(", "));
        return NextStep.python(
                "Freeze it with its checkpoint first, then inspect the result.",
                List.of(
                        "import tensorflow.compat.v1 as tf",
                        "with tf.Session(graph=tf.Graph()) as session:",
                        "    tf.train.import_meta_graph('CHECKPOINT.meta').restore(session, 'CHECKPOINT')",
                        "    frozen = tf.graph_util.convert_variables_to_constants(",
                        "        session, session.graph_def, [" + outputs + "])",
                        "open('frozen.pb', 'wb').write(frozen.SerializeToString())"));
    }

    private static void savedModelChoices(TensorFlowModel model, List<String> argv) {
        Optional<Signature> signature = model.mainSignature();
        Optional<MetaGraph> graph = model.metaGraphs().stream()
                .filter(candidate ->
                        signature.isEmpty() || candidate.signatures().contains(signature.get()))
                .findFirst();
        List<String> tags = graph.map(MetaGraph::tags).orElse(List.of());
        if (!tags.isEmpty() && !tags.equals(List.of("serve"))) {
            argv.addAll(List.of("--tag", String.join(",", tags)));
        }
        signature
                .filter(found -> !found.name().equals("serving_default"))
                .ifPresent(found -> argv.addAll(List.of("--signature_def", found.name())));
    }

    private static void names(TensorFlowModel model, List<String> argv) {
        argv.addAll(List.of("--inputs", names(model.inputs(), "INPUT:0")));
        argv.addAll(List.of("--outputs", names(model.outputs(), "OUTPUT:0")));
    }

    private static String names(List<Tensor> tensors, String none) {
        List<Tensor> wanted =
                tensors.stream().filter(tensor -> !tensor.optional()).toList();
        return wanted.isEmpty() ? none : wanted.stream().map(Tensor::name).collect(Collectors.joining(","));
    }

    /** The newest release whose whole environment was tried, else the newest tested with that TensorFlow, else the newest. */
    private Optional<Tf2OnnxRelease> converter(Optional<Version> tensorFlow) {
        List<Tf2OnnxRelease> releases = matrix.rows(Subject.TF2ONNX).stream()
                .sorted(Comparator.comparing(Tf2OnnxRelease::version).reversed())
                .toList();
        return releases.stream()
                .filter(release -> !release.requirements().isEmpty())
                .findFirst()
                .or(() -> releases.stream()
                        .filter(release -> tensorFlow
                                .filter(written -> isTested(release, written))
                                .isPresent())
                        .findFirst())
                .or(() -> releases.stream().findFirst());
    }

    private static NextStep install(Tf2OnnxRelease release, Optional<Version> written) {
        String text = "Install the converter in an environment of its own"
                + release.environmentPython()
                        .or(release::python)
                        .map(range -> " with Python " + range)
                        .orElse("")
                + written.filter(version -> isNewerThanTested(release, version))
                        .map(version -> "; TensorFlow " + version
                                + ", which wrote the model, is newer than any that the converter was tested with.")
                        .orElse(".");
        List<String> argv = new ArrayList<>(List.of("python", "-m", "pip", "install"));
        argv.addAll(
                release.requirements().isEmpty() ? List.of("tf2onnx==" + release.version()) : release.requirements());
        return NextStep.command(text, argv);
    }

    private static boolean isTested(Tf2OnnxRelease release, Version tensorFlow) {
        return release.tensorflow().filter(range -> range.admits(tensorFlow)).isPresent();
    }

    private static boolean isNewerThanTested(Tf2OnnxRelease release, Version tensorFlow) {
        return !isTested(release, tensorFlow)
                && release.tensorflow().stream()
                        .flatMap(tested -> tested.anyOf().stream())
                        .flatMap(range -> range.bounds().stream())
                        .allMatch(bound -> tensorFlow.isAtLeast(bound.version()));
    }

    /** The highest operator set that the converter was tested with and that the TensorRT at hand is known to take. */
    private Optional<Integer> opset(Tf2OnnxRelease release) {
        Optional<Integer> accepted = target.tensorRt().flatMap(this::acceptedOpset);
        if (accepted.isEmpty() || release.maxOpset().isEmpty()) {
            return release.opsetDefault();
        }
        int opset = Math.min(accepted.get(), release.maxOpset().get());
        return Optional.of(
                release.minOpset().map(lowest -> Math.max(lowest, opset)).orElse(opset));
    }

    private Optional<Integer> acceptedOpset(Version version) {
        return matrix.rows(Subject.TENSORRT).stream()
                .filter(row -> version.isAtLeast(row.version()) || version.isWithin(row.version()))
                .map(TensorRtRelease::onnx)
                .flatMap(onnx -> onnx.maxOpset().stream())
                .max(Comparator.naturalOrder());
    }

    private NextStep ofTorch(TorchFile file) {
        String model = python(path);
        String output = python(sibling(".onnx"));
        List<String> code = new ArrayList<>(List.of("import torch"));
        switch (file.recognition().format()) {
            case TORCHSCRIPT -> {
                code.add("model = torch.jit.load(" + model + ", map_location='cpu').eval()");
                code.addAll(export(file, output, ", dynamo=False"));
                return NextStep.python(
                        "Export it to ONNX; put the real shape of each input where " + "(" + PLACEHOLDER_SHAPE
                                + ") stands.",
                        code);
            }
            case TORCH_EXPORTED -> {
                code.add("program = torch.export.load(" + model + ")");
                code.add("torch.onnx.export(program, (), " + output + ", dynamo=True)");
                return NextStep.python("Export it to ONNX; the program knows its own inputs.", code);
            }
            default -> {
                code.add("model = YourModel()  # the file holds no code: the class must come from you");
                code.add("model.load_state_dict(torch.load(" + model + ", map_location='cpu', weights_only=True))");
                code.add("model.eval()");
                code.addAll(export(file, output, ""));
                return NextStep.python(
                        "Load the weights into the model's own class, never with weights_only=False unless you trust"
                                + " the file, and export it to ONNX.",
                        code);
            }
        }
    }

    private List<String> export(TorchFile file, String output, String choices) {
        List<Tensor> inputs =
                file.inputs().isEmpty() ? List.of(new Tensor("input", "unknown", Shape.unranked())) : file.inputs();
        String arguments = IntStream.range(0, inputs.size())
                .mapToObj(i -> "torch.zeros(" + PLACEHOLDER_SHAPE + ")")
                .collect(Collectors.joining(", "));
        String names = inputs.stream().map(input -> python(input.name())).collect(Collectors.joining(", "));
        String opset = target.tensorRt()
                .flatMap(this::acceptedOpset)
                .map(highest -> ", opset_version=" + highest)
                .orElse("");
        return List.of(
                "torch.onnx.export(model, (" + arguments + ",), " + output + ",",
                "                  input_names=[" + names + "]" + opset + choices + ")");
    }

    private List<NextStep> ofOther(ModelFile file) {
        Format format = file.recognition().format();
        return switch (format) {
            case KERAS_H5, KERAS_ARCHIVE -> keras();
            case TFLITE -> converted("--tflite", path);
            case TF_CHECKPOINT ->
                path.endsWith(".index")
                        ? List.of(NextStep.command(
                                "Look at the graph beside it, which names inputs and outputs.",
                                List.of("gpudoctor", "inspect", path.substring(0, path.length() - 6) + ".meta")))
                        : List.of();
            case LFS_POINTER ->
                List.of(NextStep.command("Fetch the file itself.", List.of("git", "lfs", "pull", "--include", path)));
            default -> List.of();
        };
    }

    private List<NextStep> keras() {
        return List.of(
                NextStep.python(
                        "Write it as a SavedModel, then inspect that.",
                        List.of(
                                "import tensorflow as tf",
                                "model = tf.keras.models.load_model(" + python(path) + ")",
                                "tf.saved_model.save(model, " + python(sibling("_saved_model")) + ")")),
                NextStep.command(
                        "Look at the result, which names the conversion.",
                        List.of("gpudoctor", "inspect", sibling("_saved_model"))));
    }

    private List<NextStep> converted(String option, String what) {
        List<NextStep> steps = new ArrayList<>();
        Optional<Tf2OnnxRelease> release = converter(Optional.empty());
        release.ifPresent(newest -> steps.add(install(newest, Optional.empty())));
        List<String> argv =
                new ArrayList<>(List.of("python", "-m", "tf2onnx.convert", option, what, "--output", sibling(".onnx")));
        release.flatMap(this::opset).ifPresent(opset -> argv.addAll(List.of("--opset", opset.toString())));
        steps.add(NextStep.command("Convert it to ONNX.", argv));
        return steps;
    }

    /** The folder of a SavedModel, which is what tools want instead of the file in it. */
    private String folder() {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
    }

    /** The model's path with another ending; for a SavedModel that of its folder. */
    private String sibling(String ending) {
        String base = path.endsWith("/saved_model.pb") || path.endsWith("/saved_model.pbtxt") ? folder() : path;
        int dot = base.lastIndexOf('.');
        boolean hasEnding = dot > base.lastIndexOf('/') + 1;
        return (hasEnding ? base.substring(0, dot) : base.equals(".") ? "model" : base) + ending;
    }

    /** A text as a Python literal; nothing in a file's name gets out of it. */
    private static String python(String text) {
        StringBuilder literal = new StringBuilder("'");
        text.codePoints().forEach(point -> {
            if (point == '\'' || point == '\\') {
                literal.append('\\').appendCodePoint(point);
            } else if (point < ' ' || point == 127) {
                literal.append(String.format(java.util.Locale.ROOT, "\\x%02x", point));
            } else {
                literal.appendCodePoint(point);
            }
        });
        return literal.append('\'').toString();
    }
}
