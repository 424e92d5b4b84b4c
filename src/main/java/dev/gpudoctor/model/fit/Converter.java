package dev.gpudoctor.model.fit;

import static dev.gpudoctor.model.fit.NextStep.Place.PC;

import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.matrix.Tf2OnnxRelease;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The converter from TensorFlow to ONNX: which release, in which environment, to which operator set. */
final class Converter {
    private final RuntimeTarget target;
    private final Matrix matrix;

    Converter(RuntimeTarget target, Matrix matrix) {
        this.target = target;
        this.matrix = matrix;
    }

    /** How to install it; empty where no release is known. */
    List<NextStep> install(Optional<Version> tensorFlow) {
        return release(tensorFlow).map(release -> install(release, tensorFlow)).stream()
                .toList();
    }

    /** Its command line for a model. */
    NextStep convert(String text, List<String> source, Optional<Version> tensorFlow, String onnx) {
        List<String> argv = new ArrayList<>(List.of("python", "-m", "tf2onnx.convert"));
        argv.addAll(source);
        argv.addAll(List.of("--output", onnx));
        release(tensorFlow).flatMap(this::opset).ifPresent(opset -> argv.addAll(List.of("--opset", opset.toString())));
        return NextStep.command(text, argv).at(PC);
    }

    /** The newest release whose whole environment was tried, else the newest tested with that TensorFlow, else the newest. */
    private Optional<Tf2OnnxRelease> release(Optional<Version> tensorFlow) {
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
        return NextStep.command(text, argv).at(PC);
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
        Optional<Integer> accepted = acceptedOpset();
        if (accepted.isEmpty() || release.maxOpset().isEmpty()) {
            return release.opsetDefault();
        }
        int opset = Math.min(accepted.get(), release.maxOpset().get());
        return Optional.of(
                release.minOpset().map(lowest -> Math.max(lowest, opset)).orElse(opset));
    }

    /** The highest operator set that the TensorRT at hand is known to take. */
    Optional<Integer> acceptedOpset() {
        return target.tensorRt().flatMap(version -> matrix.rows(Subject.TENSORRT).stream()
                .filter(row -> version.isAtLeast(row.version()) || version.isWithin(row.version()))
                .map(TensorRtRelease::onnx)
                .flatMap(onnx -> onnx.maxOpset().stream())
                .max(Comparator.naturalOrder()));
    }
}
