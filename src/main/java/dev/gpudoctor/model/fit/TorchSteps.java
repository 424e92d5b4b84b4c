package dev.gpudoctor.model.fit;

import static dev.gpudoctor.model.fit.NextStep.Place.PC;
import static dev.gpudoctor.model.fit.PythonLines.literal;

import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.Shape;
import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.model.TorchFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Exports a PyTorch model to ONNX and keeps what PyTorch gives for fixed inputs. */
final class TorchSteps {
    private static final String PLACEHOLDER_SHAPE = "1, 3, 224, 224";

    private final SavedNames names;
    private final Optional<Integer> opset;
    private final DeviceSteps device;

    /** @param opset the highest operator set that the TensorRT at hand is known to take */
    TorchSteps(SavedNames names, Optional<Integer> opset, DeviceSteps device) {
        this.names = names;
        this.opset = opset;
        this.device = device;
    }

    List<NextStep> of(TorchFile file) {
        List<NextStep> steps = new ArrayList<>();
        steps.add(NextStep.command(
                        "Install the exporter, in the environment that the model's code runs in or in one of its own.",
                        List.of("python", "-m", "pip", "install", "torch", "onnx", "onnxscript", "numpy"))
                .at(PC));
        if (file.recognition().format() == Format.TORCH_EXPORTED) {
            steps.add(exported());
            steps.add(NextSteps.look(names.onnx(), names));
            return steps;
        }
        List<Tensor> inputs =
                file.inputs().isEmpty() ? List.of(new Tensor("input", "float32", Shape.unranked())) : file.inputs();
        boolean scripted = file.recognition().format() == Format.TORCHSCRIPT;
        steps.add(scripted ? scripted(inputs) : stateOf(inputs));
        steps.addAll(device.of(names.onnx(), inputs, names.outputs(), false));
        return steps;
    }

    private NextStep exported() {
        List<String> code = imports();
        code.add("program = torch.export.load(" + literal(names.path()) + ")");
        code.add("torch.onnx.export(program, (), " + literal(names.onnx()) + ", dynamo=True)");
        code.add("model = program.module()");
        code.addAll(new PythonLines(names).inputsOf(names.onnx()));
        code.add("arguments = tuple(torch.as_tensor(value) for value in inputs.values())");
        code.addAll(run());
        return NextStep.python(
                        "Export it to ONNX, which needs no shapes, for the program knows its inputs. Keep fixed inputs"
                                + " and what PyTorch gives for them.",
                        code)
                .at(PC);
    }

    private NextStep scripted(List<Tensor> inputs) {
        List<String> code = imports();
        code.add("model = torch.jit.load(" + literal(names.path()) + ", map_location='cpu').eval()");
        code.addAll(export(inputs, ", dynamo=False"));
        return NextStep.python(
                        "Export it to ONNX, and keep fixed inputs and what PyTorch gives for them; put the real shape"
                                + " of each input where (" + PLACEHOLDER_SHAPE + ") is.",
                        code)
                .at(PC);
    }

    private NextStep stateOf(List<Tensor> inputs) {
        List<String> code = imports();
        code.add("model = YourModel()  # the file holds no code: the class must come from you");
        code.add("model.load_state_dict(torch.load(" + literal(names.path())
                + ", map_location='cpu', weights_only=True))");
        code.add("model.eval()");
        code.addAll(export(inputs, ""));
        return NextStep.python(
                        "Load the weights into the model's own class, never with weights_only=False unless you trust"
                                + " the file. Export it to ONNX, and keep fixed inputs and what PyTorch gives for"
                                + " them; put the real shape of the input where (" + PLACEHOLDER_SHAPE + ") is.",
                        code)
                .at(PC);
    }

    private static List<String> imports() {
        return new ArrayList<>(List.of("import numpy as np", "import onnx", "import torch"));
    }

    private List<String> export(List<Tensor> inputs, String choices) {
        List<String> code = new ArrayList<>(new PythonLines(names).inputs(inputs, PLACEHOLDER_SHAPE));
        code.add("arguments = tuple(torch.as_tensor(value) for value in inputs.values())");
        code.add("torch.onnx.export(model, arguments, " + literal(names.onnx()) + ", input_names=list(inputs)"
                + opset.map(highest -> ", opset_version=" + highest).orElse("") + choices + ")");
        code.addAll(run());
        return code;
    }

    private List<String> run() {
        List<String> code = new ArrayList<>(List.of(
                "with torch.no_grad():",
                "    values = model(*arguments)",
                "values = list(values.values()) if isinstance(values, dict) else values",
                "values = values if isinstance(values, (list, tuple)) else [values]"));
        code.addAll(new PythonLines(names).outputsOf(names.onnx()));
        return code;
    }
}
