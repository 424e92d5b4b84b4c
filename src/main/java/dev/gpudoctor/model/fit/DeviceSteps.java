package dev.gpudoctor.model.fit;

import static dev.gpudoctor.model.fit.NextStep.Place.DEVICE;

import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.model.Shape;
import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The way from an ONNX model with its inputs and reference outputs to a measured engine, on the device. */
final class DeviceSteps {
    private final SavedNames names;
    private final RuntimeTarget target;
    private final Matrix matrix;

    DeviceSteps(SavedNames names, RuntimeTarget target, Matrix matrix) {
        this.names = names;
        this.target = target;
        this.matrix = matrix;
    }

    /**
     * Measuring, building for good, and what else the device may have.
     *
     * @param onnx the model's file
     * @param inputs the inputs that the ONNX model has, by its own names
     * @param outputs the file with reference outputs
     * @param quantised whether the model has quantise nodes, so that INT8 needs no samples
     */
    List<NextStep> of(String onnx, List<Tensor> inputs, String outputs, boolean quantised) {
        List<String> smoke = new ArrayList<>(List.of("gpudoctor", "smoke", "--layer", "model", "--model", onnx));
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = inputs.get(i);
            smoke.addAll(List.of("--input", input.name() + "=" + names.input(i)));
            if (input.shape() instanceof Shape.Ranked ranked && input.shape().isDynamic()) {
                smoke.addAll(List.of("--shape", input.name() + ":" + fixed(ranked)));
            }
        }
        smoke.addAll(List.of("--reference-outputs", outputs));
        boolean typed = isStronglyTyped();
        List<NextStep> steps = new ArrayList<>();
        steps.add(typed ? measureAsItIs(smoke) : measure(smoke, quantised));
        if (!typed && !quantised) {
            steps.add(step(
                    "Only for INT8: put typical inputs into the directory calibration (gpudoctor explain calibration),"
                            + " then measure.",
                    with(smoke, "--precision", "INT8", "--calibration", "calibration")));
        }
        dla(smoke).ifPresent(steps::add);
        steps.add(step(
                "Build the engine with the precision that is exact enough, and keep it. It runs only where it was"
                        + " built: on this GPU with this TensorRT.",
                with(smoke, "--precision", typed ? "FP32" : "FP16", "--save-engine", names.engine())));
        if (inputs.stream().anyMatch(input -> input.shape().isDynamic())) {
            steps.add(range(onnx, inputs));
        }
        return steps;
    }

    private static NextStep measure(List<String> smoke, boolean quantised) {
        return step(
                "Copy the ONNX file, the .npy files and the .npz file to the device. Build engines there, run them and"
                        + " see what each precision costs: the error against the reference outputs, the time of a"
                        + " run and the size.",
                with(smoke, "--precision", quantised ? "FP32,FP16,INT8" : "FP32,FP16"));
    }

    private static NextStep measureAsItIs(List<String> smoke) {
        return step(
                "Copy the ONNX file, the .npy files and the .npz file to the device. Build an engine there, run it and"
                        + " see the error against the reference outputs, the time of a run and the size. This"
                        + " TensorRT takes the types that the model has: for FP16 or INT8 convert or quantise the"
                        + " ONNX model first, with NVIDIA's Model Optimizer.",
                with(smoke, "--precision", "FP32"));
    }

    private static NextStep step(String text, List<String> argv) {
        return NextStep.command(text, argv).at(DEVICE);
    }

    private static List<String> with(List<String> head, String... more) {
        List<String> argv = new ArrayList<>(head);
        argv.addAll(List.of(more));
        return argv;
    }

    /** From this release on there are no precision flags: the matrix has the bound. */
    private boolean isStronglyTyped() {
        Optional<Version> first = matrix.bound("tensorrt.strongly-typed-only");
        return first.isPresent()
                && target.tensorRt()
                        .filter(version -> version.isAtLeast(first.get()))
                        .isPresent();
    }

    /** Only where the GPU or the TensorRT does not rule it out. */
    private Optional<NextStep> dla(List<String> smoke) {
        boolean none = target.tensorRt()
                .flatMap(matrix::tensorRt)
                .flatMap(TensorRtRelease::dla)
                .filter(dla -> dla != TensorRtRelease.Dla.YES)
                .isPresent();
        List<JetsonModule> boards = matrix.rows(Subject.JETSON_MODULES).stream()
                .filter(board -> board.dlaCores().filter(cores -> cores > 0).isPresent())
                .filter(board -> target.gpus().isEmpty() || target.gpus().contains(board.capability()))
                .toList();
        if (none || boards.isEmpty()) {
            return Optional.empty();
        }
        String known = boards.stream().map(JetsonModule::name).collect(Collectors.joining(", "));
        return Optional.of(step(
                "Only on a board with DLA cores (" + known
                        + "): build for core 0, as far as its layers run there (gpudoctor explain dla).",
                with(smoke, "--precision", "FP16", "--dla", "0")));
    }

    private NextStep range(String onnx, List<Tensor> inputs) {
        String shapes = inputs.stream()
                .filter(input -> input.shape().isDynamic())
                .filter(input -> input.shape() instanceof Shape.Ranked)
                .map(input -> input.name() + ":" + fixed((Shape.Ranked) input.shape()))
                .collect(Collectors.joining(","));
        List<String> argv = new ArrayList<>(List.of("trtexec", "--onnx=" + onnx, "--saveEngine=" + names.engine()));
        if (!shapes.isEmpty()) {
            argv.addAll(List.of("--minShapes=" + shapes, "--optShapes=" + shapes, "--maxShapes=" + shapes));
        }
        return step(
                "Or, where sizes vary at run time, build an engine for a range of them; put the sizes you need where a"
                        + " 1 is for an open one.",
                argv);
    }

    private static String fixed(Shape.Ranked shape) {
        return shape.dimensions().stream()
                .map(dimension -> dimension instanceof Shape.Fixed size ? Long.toString(size.size()) : "1")
                .collect(Collectors.joining("x"));
    }
}
