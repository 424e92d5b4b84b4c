package dev.gpudoctor.advise.stack;

import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.OpenVinoRelease;
import dev.gpudoctor.matrix.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The honest alternative where there is no NVIDIA GPU: inference on the processor. */
final class CpuAdvice {
    private final Matrix matrix;

    CpuAdvice(Matrix matrix) {
        this.matrix = matrix;
    }

    Answer answer(List<String> wishes, Target target) {
        List<Answer.Alternative> alternatives = new ArrayList<>();
        matrix.frameworkBuilds("onnxruntime").stream()
                .max(Comparator.comparing(FrameworkBuild::release))
                .ifPresent(build -> alternatives.add(new Answer.Alternative(
                        "onnxruntime",
                        build.release().toString(),
                        "ONNX Runtime on the CPU; the package onnxruntime, not onnxruntime-gpu.",
                        List.of("pip", "install", "onnxruntime==" + build.release() + ".*"),
                        build.sources())));
        matrix.rows(Subject.OPENVINO).stream()
                .max(Comparator.comparing(OpenVinoRelease::version))
                .ifPresent(row -> alternatives.add(new Answer.Alternative(
                        "openvino",
                        row.version().toString(),
                        "OpenVINO on the CPU; it uses int8 and bf16 units where the processor has them.",
                        List.of("pip", "install", "openvino==" + row.version() + ".*"),
                        row.sources())));
        return new Answer.WithoutGpu(
                wishes, target.here().cpuFeatures(), alternatives, target.here().gaps());
    }
}
