package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.SmTarget;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.matrix.VersionSet;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a build of a framework asks of what is below it. */
final class FrameworkRules {
    private final Matrix matrix;
    private final Phrases phrases;
    private final Platform numbers;

    FrameworkRules(Matrix matrix, Phrases phrases, Platform numbers) {
        this.matrix = matrix;
        this.phrases = phrases;
        this.numbers = numbers;
    }

    static String name(FrameworkBuild build) {
        return build.framework() + " " + release(build);
    }

    private static Supplier<String> named(FrameworkBuild build) {
        return () -> name(build);
    }

    /** The release and what tells its builds apart. */
    static String release(FrameworkBuild build) {
        return build.release()
                + build.variant()
                        .filter(variant -> !variant.equals(build.framework()))
                        .map(variant -> " (" + variant + ")")
                        .orElse("");
    }

    Optional<Link> withCuda(FrameworkBuild build, CudaRelease cuda) {
        Version version = cuda.version();
        if (build.cuda().filter(own -> version.isWithin(own.prefix(2))).isPresent()) {
            return link(Fit.SUPPORTED, "framework-cuda", build, build.cuda().get());
        }
        if (build.cudaRange().filter(range -> range.admits(version)).isPresent()) {
            return Optional.of(phrases.link(
                    Fit.SUPPORTED,
                    "framework-cuda",
                    "range",
                    build.sources(),
                    named(build),
                    build.cudaRange().get()));
        }
        if (build.cuda().isEmpty() && build.cudaRange().isEmpty()) {
            return link(Fit.UNKNOWN, "framework-cuda", build);
        }
        Object wanted = build.cudaRange().isPresent()
                ? build.cudaRange().get()
                : build.cuda().get();
        return link(Fit.FORBIDDEN, "framework-cuda", build, wanted, version);
    }

    /** Machine code runs on its own and higher minors, PTX on everything newer. */
    Optional<Link> onGpu(FrameworkBuild build, GpuPart gpu) {
        ComputeCapability capability = gpu.capability();
        if (build.minCapability().filter(floor -> !capability.isAtLeast(floor)).isPresent()) {
            return Optional.of(phrases.link(
                    Fit.FORBIDDEN,
                    "framework-gpu",
                    "too-old",
                    build.sources(),
                    named(build),
                    capability,
                    build.minCapability().get()));
        }
        if (build.gpuCode().isEmpty()) {
            return Optional.empty();
        }
        if (build.gpuCode().stream().anyMatch(code -> runs(code, capability))) {
            return link(Fit.SUPPORTED, "framework-gpu", build, capability);
        }
        if (build.gpuCode().stream().anyMatch(code -> code.ptx() && capability.isAtLeast(code.capability()))) {
            return link(Fit.LIMITED, "framework-gpu", build, capability);
        }
        Supplier<String> codes =
                () -> build.gpuCode().stream().map(SmTarget::toString).collect(Collectors.joining(", "));
        return link(Fit.FORBIDDEN, "framework-gpu", build, capability, codes);
    }

    private static boolean runs(SmTarget code, ComputeCapability capability) {
        return switch (code.scope()) {
            case GENERAL, FAMILY ->
                code.capability().major() == capability.major() && capability.isAtLeast(code.capability());
            case ARCHITECTURE -> code.capability().equals(capability);
        };
    }

    Optional<Link> onDriver(FrameworkBuild build, Version driver) {
        return build.minDriver(numbers)
                .flatMap(floor -> driver.isAtLeast(floor)
                        ? link(Fit.SUPPORTED, "framework-driver", build, floor)
                        : link(Fit.FORBIDDEN, "framework-driver", build, floor, driver));
    }

    Optional<Link> withPython(FrameworkBuild build, Version python) {
        Optional<VersionSet> wheels = build.python();
        return wheels.isEmpty()
                ? link(Fit.UNKNOWN, "framework-python", build)
                : link(
                        wheels.get().admits(python) ? Fit.SUPPORTED : Fit.FORBIDDEN,
                        "framework-python",
                        build,
                        python,
                        wheels.get());
    }

    /** The tested cuDNN, or a newer one of the same major. */
    Optional<Link> withCudnn(FrameworkBuild build, Part cudnn) {
        return build.cudnn().flatMap(tested -> {
            if (cudnn.isNone()) {
                return Optional.of(phrases.link(
                        Fit.FORBIDDEN, "framework-cudnn", "missing", build.sources(), named(build), tested));
            }
            return cudnn.as(CudnnRelease.class)
                    .flatMap(release ->
                            link(fitOf(tested, release), "framework-cudnn", build, release.version(), tested));
        });
    }

    private static Fit fitOf(VersionSet tested, CudnnRelease release) {
        Stream<Version> numbers = Stream.concat(Stream.of(release.version()), release.build().stream());
        if (numbers.anyMatch(tested::admits)) {
            return Fit.SUPPORTED;
        }
        boolean newer = tested.anyOf().stream()
                .flatMap(range -> range.bounds().stream())
                .anyMatch(bound -> bound.version().major() == release.version().major()
                        && release.version().isAtLeast(bound.version()));
        return newer ? Fit.TOLERATED : Fit.FORBIDDEN;
    }

    /** A framework may load TensorRT itself; another TensorRT then only serves beside it. */
    Optional<Link> withTensorRt(FrameworkBuild build, TensorRtRelease tensorRt) {
        boolean gone = build.framework().equals("tensorflow")
                && matrix.bound("tensorflow.tensorrt-gone")
                        .filter(build.release()::isAtLeast)
                        .isPresent();
        if (build.tensorRtNone() || gone) {
            return Optional.of(phrases.link(
                    Fit.SUPPORTED, "framework-tensorrt", "beside", build.sources(), named(build), tensorRt.version()));
        }
        return build.tensorRt().flatMap(own -> {
            boolean admitted = Stream.concat(Stream.of(tensorRt.version()), tensorRt.build().stream())
                    .anyMatch(own::admits);
            return admitted
                    ? link(Fit.SUPPORTED, "framework-tensorrt", build, tensorRt.version())
                    : link(Fit.TOLERATED, "framework-tensorrt", build, tensorRt.version(), own);
        });
    }

    /** A companion of torch is built for one release of it. */
    Optional<Link> withTorch(FrameworkBuild companion, FrameworkBuild torch) {
        return companion
                .torch()
                .flatMap(own -> torch.release().isWithin(own) || own.isWithin(torch.release())
                        ? link(Fit.SUPPORTED, "framework-torch", companion, own)
                        : link(Fit.FORBIDDEN, "framework-torch", companion, own, torch.release()));
    }

    private Optional<Link> link(Fit fit, String rule, FrameworkBuild build, Object... values) {
        Object[] all = Stream.concat(Stream.of(named(build)), Stream.of(values)).toArray();
        return Optional.of(phrases.link(fit, rule, build.sources(), all));
    }
}
