package dev.gpudoctor.model.fit;

import static dev.gpudoctor.model.fit.NextStep.Place.PC;
import static dev.gpudoctor.model.fit.PythonLines.literal;

import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.model.EngineFile;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OnnxModel;
import dev.gpudoctor.model.TensorFlowModel;
import dev.gpudoctor.model.TorchFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Says how to go on with a model: the commands and lines of Python that bring it to TensorRT. */
final class NextSteps {
    private static final Pattern PART_OF_SAVED_MODEL =
            Pattern.compile("(?:.*/)?variables/variables\\.(?:index|data-\\d+-of-\\d+)");
    private static final String PLACEHOLDER_SHAPE = "1, 3, 224, 224";

    private final String path;
    private final RuntimeTarget target;
    private final Matrix matrix;
    private final boolean asked;
    private final SavedNames names;

    /** @param asked whether TensorRT itself was asked already */
    NextSteps(String path, RuntimeTarget target, Matrix matrix, boolean asked) {
        this.path = path;
        this.target = target;
        this.matrix = matrix;
        this.asked = asked;
        this.names = new SavedNames(path);
    }

    List<NextStep> of(ModelFile file) {
        if (file instanceof OnnxModel onnx) {
            return ofOnnx(onnx);
        }
        if (file instanceof EngineFile engine) {
            return ofEngine(engine);
        }
        if (file instanceof TensorFlowModel tensorFlow) {
            return tensorFlow().of(tensorFlow);
        }
        if (file instanceof TorchFile torch) {
            return new TorchSteps(names, new Converter(target, matrix).acceptedOpset(), device()).of(torch);
        }
        return ofOther(file);
    }

    private DeviceSteps device() {
        return new DeviceSteps(names, target, matrix);
    }

    private TensorFlowSteps tensorFlow() {
        return new TensorFlowSteps(names, new Converter(target, matrix), device());
    }

    /** The rest of the way, where only the converted file tells the names. */
    static NextStep look(String onnx, SavedNames names) {
        return NextStep.command(
                        "Inspect the result: that prints the steps on the device, with the names of its inputs. The"
                                + " files to give them are " + names.input(0) + " and so on, and " + names.outputs()
                                + " for --reference-outputs.",
                        List.of("gpudoctor", "inspect", onnx))
                .at(PC);
    }

    private List<NextStep> ofOnnx(OnnxModel model) {
        List<NextStep> steps = new ArrayList<>();
        steps.add(NextStep.command(
                        "Install ONNX Runtime, unless you have outputs of the framework that the model comes from.",
                        List.of("python", "-m", "pip", "install", "onnxruntime", "numpy"))
                .at(PC));
        List<String> code = new ArrayList<>(List.of("import numpy as np", "import onnxruntime"));
        code.addAll(new PythonLines(names).inputs(model.inputs(), PLACEHOLDER_SHAPE));
        code.add("session = onnxruntime.InferenceSession(" + literal(path) + ", providers=['CPUExecutionProvider'])");
        code.add("outputs = [output.name for output in session.get_outputs()]");
        code.add("values = session.run(outputs, inputs)");
        code.add("np.savez(" + literal(names.onnxRuntimeOutputs()) + ", **dict(zip(outputs, values)))");
        steps.add(NextStep.python(
                        "Keep fixed inputs and what ONNX Runtime gives for them. Put the sizes you need where a 1 is"
                                + " for an open one; real samples tell more than these random numbers.",
                        code)
                .at(PC));
        steps.addAll(device().of(path, model.inputs(), names.onnxRuntimeOutputs(), model.quantizeNodes() > 0));
        return steps;
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

    private List<NextStep> ofOther(ModelFile file) {
        if (PART_OF_SAVED_MODEL.matcher(path).matches()) {
            return List.of(wholeSavedModel(SavedNames.parent(names.directory())));
        }
        return switch (file.recognition().format()) {
            case KERAS_H5, KERAS_ARCHIVE -> tensorFlow().keras();
            case TFLITE -> tensorFlow().lite();
            case TF_FINGERPRINT, KERAS_METADATA -> List.of(wholeSavedModel(names.directory()));
            case TF_CHECKPOINT, TF_CHECKPOINT_V1 -> checkpoint();
            case KERAS_WEIGHTS_H5 ->
                List.of(NextStep.advice("Load the weights into the code that makes the model (load_weights), save that"
                                + " as a whole with tf.saved_model.save, then inspect the result.")
                        .at(PC));
            case SAFETENSORS ->
                List.of(NextStep.advice("Load the weights into the model's own class, in PyTorch or Transformers, and"
                                + " export that with torch.onnx.export; then inspect the ONNX file. For a language"
                                + " model, take TensorRT-LLM or vLLM, which read the directory as it is.")
                        .at(PC));
            case GGUF ->
                List.of(NextStep.advice("Run it with llama.cpp, which uses the GPU without TensorRT. For TensorRT take"
                        + " the checkpoint that it was made from, in PyTorch or safetensors: its weights are"
                        + " packed in a way that no converter to ONNX reads."));
            case OPENVINO_IR ->
                List.of(NextStep.advice("Take the model that it was converted from, and inspect that: OpenVINO does not"
                        + " write ONNX."));
            case ORT, EXECUTORCH, TORCH_MOBILE, LITERT_LM ->
                List.of(NextStep.advice("Take the model that it was converted from, and inspect that: this file is"
                        + " made for one runtime, and nothing converts it back."));
            case LFS_POINTER ->
                List.of(NextStep.command("Fetch the file itself.", List.of("git", "lfs", "pull", "--include", path)));
            default -> List.of();
        };
    }

    private static NextStep wholeSavedModel(String directory) {
        return NextStep.command(
                "A file of this name is part of a SavedModel: inspect its directory.",
                List.of("gpudoctor", "inspect", directory));
    }

    private List<NextStep> checkpoint() {
        List<NextStep> steps = new ArrayList<>();
        if (path.endsWith(".index")) {
            steps.add(NextStep.command(
                    "Look at the graph beside it, which names inputs and outputs, where TensorFlow 1 wrote it.",
                    List.of("gpudoctor", "inspect", path.substring(0, path.length() - 6) + ".meta")));
        }
        steps.add(NextStep.advice("A checkpoint of TensorFlow 2 has no graph: load it into the code that makes the"
                + " model, save that with tf.saved_model.save, then inspect the result."));
        return steps;
    }
}
