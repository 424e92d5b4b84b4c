package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a build of a framework asks of what is below it. */
final class FrameworkRules {
    private final Phrases phrases;
    private final Platform numbers;
    private final FrameworkLaw law;

    FrameworkRules(Matrix matrix, Phrases phrases, Platform numbers) {
        this.phrases = phrases;
        this.numbers = numbers;
        this.law = new FrameworkLaw(matrix);
    }

    Optional<Link> withCuda(FrameworkBuild build, CudaRelease cuda) {
        return Optional.of(link("framework-cuda", law.withCuda(build, cuda.version()), build, cuda.version()));
    }

    Optional<Link> onGpu(FrameworkBuild build, GpuPart gpu) {
        return law.onGpu(build, gpu.capability()).map(answer -> link("framework-gpu", answer, build, gpu.capability()));
    }

    Optional<Link> onDriver(FrameworkBuild build, Version driver) {
        return law.onDriver(build, driver, numbers)
                .map(answer -> link(
                        "framework-driver",
                        answer,
                        build,
                        driver,
                        build.minDriver(numbers).orElseThrow()));
    }

    Optional<Link> withPython(FrameworkBuild build, Version python) {
        return Optional.of(link("framework-python", law.withPython(build, python), build, python));
    }

    Optional<Link> withCudnn(FrameworkBuild build, Part cudnn) {
        List<Version> numbersOfIt = cudnn.as(CudnnRelease.class)
                .map(release -> Stream.concat(Stream.of(release.version()), release.build().stream())
                        .toList())
                .orElse(List.of());
        return law.withCudnn(build, numbersOfIt)
                .map(answer -> link(
                        "framework-cudnn",
                        answer,
                        build,
                        cudnn.version().<Object>map(it -> it).orElse("none")));
    }

    Optional<Link> withTensorRt(FrameworkBuild build, TensorRtRelease tensorRt) {
        List<Version> numbersOfIt = Stream.concat(Stream.of(tensorRt.version()), tensorRt.build().stream())
                .toList();
        return law.besideTensorRt(build, numbersOfIt)
                .map(answer -> link("framework-tensorrt", answer, build, tensorRt.version()));
    }

    Optional<Link> withTorch(FrameworkBuild companion, FrameworkBuild torch) {
        return law.withTorch(companion, torch.release())
                .map(answer -> link(
                        "framework-torch",
                        answer,
                        companion,
                        torch.release(),
                        companion.torch().orElseThrow()));
    }

    private Link link(String rule, Compatibility answer, FrameworkBuild build, Object... values) {
        Supplier<String> name = () -> FrameworkLaw.name(build);
        return phrases.link(
                rule, answer, Stream.concat(Stream.of(name), Stream.of(values)).toArray());
    }
}
