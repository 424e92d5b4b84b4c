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
        List<String> features = target.here().cpuFeatures();
        List<Answer.Alternative> alternatives = new ArrayList<>();
        matrix.frameworkBuilds("onnxruntime").stream()
                .max(Comparator.comparing(FrameworkBuild::release))
                .ifPresent(build -> alternatives.add(new Answer.Alternative(
                        "onnxruntime",
                        build.release().toString(),
                        "ONNX Runtime on the CPU; the package onnxruntime, not onnxruntime-gpu." + advice(features),
                        List.of("pip", "install", "onnxruntime==" + build.release() + ".*"),
                        build.sources())));
        matrix.rows(Subject.OPENVINO).stream()
                .max(Comparator.comparing(OpenVinoRelease::version))
                .ifPresent(row -> alternatives.add(new Answer.Alternative(
                        "openvino",
                        row.version().toString(),
                        "OpenVINO on the CPU." + advice(features),
                        List.of("pip", "install", "openvino==" + row.version() + ".*"),
                        row.sources())));
        return new Answer.WithoutGpu(
                wishes, features, alternatives, target.here().gaps());
    }

    /** Which precision the processor's best unit is for. */
    private static String advice(List<String> features) {
        if (features.stream().anyMatch(feature -> feature.startsWith("amx"))) {
            return " AMX multiplies matrices of int8 and bf16: quantize or convert to them.";
        }
        if (features.stream().anyMatch(feature -> feature.endsWith("vnni"))) {
            return " VNNI is for int8: quantize to it.";
        }
        if (features.contains("avx512f")) {
            return " AVX-512 is for fp32; int8 gains little without VNNI.";
        }
        return features.contains("avx2") ? " AVX2 is for fp32." : "";
    }
}
