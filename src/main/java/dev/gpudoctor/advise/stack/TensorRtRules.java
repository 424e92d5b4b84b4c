package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.CudnnLaw;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.stream.Stream;

/** What TensorRT and cuDNN ask of what is below them. */
final class TensorRtRules {
    private final Phrases phrases;
    private final Platform numbers;
    private final String system;
    private final TensorRtLaw law;
    private final CudnnLaw cudnnLaw;

    TensorRtRules(Matrix matrix, Phrases phrases, Platform numbers, String system) {
        this.phrases = phrases;
        this.numbers = numbers;
        this.system = system;
        this.law = new TensorRtLaw(matrix);
        this.cudnnLaw = new CudnnLaw(matrix);
    }

    Optional<Link> tensorRtWithCuda(TensorRtRelease tensorRt, CudaRelease cuda) {
        return link("tensorrt-cuda", law.withCuda(tensorRt, system, cuda.version()), tensorRt, cuda.version());
    }

    Optional<Link> tensorRtOnGpu(TensorRtRelease tensorRt, GpuPart gpu) {
        return link(
                "tensorrt-gpu", law.onGpu(tensorRt, Optional.empty(), gpu.capability()), tensorRt, gpu.capability());
    }

    Optional<Link> tensorRtOnDriver(TensorRtRelease tensorRt, CudaRelease cuda, Version driver) {
        return TensorRtLaw.driverFloor(tensorRt, cuda.version(), numbers)
                .flatMap(floor -> link(
                        "tensorrt-driver",
                        law.onDriver(tensorRt, cuda.version(), driver, numbers),
                        tensorRt,
                        cuda.version().prefix(1),
                        floor,
                        driver));
    }

    Optional<Link> tensorRtWithCudnn(TensorRtRelease tensorRt, Part cudnn) {
        if (!tensorRt.cudnnRequired().orElse(false)
                || !cudnn.isNone() && tensorRt.cudnn().isEmpty()) {
            return Optional.empty();
        }
        Optional<Version> taken = cudnn.as(CudnnRelease.class).map(CudnnRelease::version);
        return link(
                "tensorrt-cudnn",
                law.withCudnn(tensorRt, taken),
                tensorRt,
                taken.<Object>map(it -> it).orElse("none"));
    }

    Optional<Link> tensorRtWithPython(TensorRtRelease tensorRt, Version python) {
        return Optional.of(law.withPython(tensorRt, python))
                .filter(answer -> !answer.isUnknown())
                .flatMap(answer -> link("tensorrt-python", answer, tensorRt, python));
    }

    Optional<Link> cudnnWithCuda(CudnnRelease cudnn, CudaRelease cuda, boolean vouched) {
        Compatibility answer = cudnnLaw.withCuda(cudnn.version(), Optional.empty(), cuda.version());
        return vouched && answer.isUnknown()
                ? Optional.empty()
                : Optional.of(phrases.link("cudnn-cuda", answer, cudnn.version(), cuda.version()));
    }

    /** What is not documented says nothing. */
    Optional<Link> cudnnOnGpu(CudnnRelease cudnn, CudaRelease cuda, GpuPart gpu) {
        return Optional.of(cudnnLaw.onGpu(cudnn.version(), Optional.of(cuda.version()), gpu.capability()))
                .filter(answer -> !answer.isUnknown())
                .map(answer -> phrases.link("cudnn-gpu", answer, cudnn.version(), gpu.capability()));
    }

    private Optional<Link> link(String rule, Compatibility answer, TensorRtRelease tensorRt, Object... values) {
        return Optional.of(phrases.link(
                rule,
                answer,
                Stream.concat(Stream.of(tensorRt.version()), Stream.of(values)).toArray()));
    }
}
