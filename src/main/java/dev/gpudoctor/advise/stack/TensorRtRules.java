package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudaSupport;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.matrix.VersionSet;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What TensorRT and cuDNN ask of what is below them. */
final class TensorRtRules {
    private final Matrix matrix;
    private final Phrases phrases;
    private final Platform numbers;
    private final String system;

    TensorRtRules(Matrix matrix, Phrases phrases, Platform numbers, String system) {
        this.matrix = matrix;
        this.phrases = phrases;
        this.numbers = numbers;
        this.system = system;
    }

    /** The toolkits of its support table; a package that needs no CUDA libraries only has to be of the same major. */
    Optional<Link> tensorRtWithCuda(TensorRtRelease tensorRt, CudaRelease cuda) {
        List<CudaSupport> tables = tensorRt.cuda().stream()
                .filter(table ->
                        table.platform().isEmpty() || table.platform().get().equals(system))
                .toList();
        List<Version> built = tensorRt.builtWithCuda();
        boolean listed = tables.stream().anyMatch(table -> table.fit(cuda.version()) == CudaSupport.Fit.YES)
                || built.stream().anyMatch(cuda.version()::isWithin);
        if (listed) {
            return link(Fit.SUPPORTED, "tensorrt-cuda", tensorRt, cuda.version());
        }
        boolean standsAlone = matrix.bound("tensorrt.no-cuda-libraries")
                .filter(tensorRt.version()::isAtLeast)
                .isPresent();
        boolean maybe = tables.stream().anyMatch(table -> table.fit(cuda.version()) == CudaSupport.Fit.UNKNOWN);
        List<Version> sameMajor = built.stream()
                .filter(version -> version.major() == cuda.version().major())
                .toList();
        if (standsAlone && !sameMajor.isEmpty()) {
            return link(Fit.LIMITED, "tensorrt-cuda", tensorRt, cuda.version(), joined(sameMajor));
        }
        if (maybe && sameMajor.isEmpty() == built.isEmpty() || tables.isEmpty() && built.isEmpty()) {
            return link(Fit.UNKNOWN, "tensorrt-cuda", tensorRt);
        }
        return link(Fit.FORBIDDEN, "tensorrt-cuda", tensorRt, cuda.version(), madeFor(tables, built));
    }

    private static Supplier<String> joined(List<Version> versions) {
        return () -> versions.stream().map(Version::toString).collect(Collectors.joining(" and "));
    }

    private static Supplier<String> madeFor(List<CudaSupport> tables, List<Version> built) {
        return () -> ranges(tables, built).distinct().collect(Collectors.joining(" and "));
    }

    private static Stream<String> ranges(List<CudaSupport> tables, List<Version> built) {
        Stream<String> ranges = tables.stream()
                .filter(table -> table.from().isPresent() && table.to().isPresent())
                .map(table -> table.from().get().equals(table.to().get())
                        ? table.to().get().toString()
                        : table.from().get() + " to " + table.to().get());
        return Stream.concat(ranges, tables.isEmpty() ? built.stream().map(Version::toString) : Stream.empty());
    }

    /** Not older than its floor, and not newer than the compiler it was built with. */
    Optional<Link> tensorRtOnGpu(TensorRtRelease tensorRt, GpuPart gpu) {
        if (tensorRt.minCapability()
                .filter(floor -> !gpu.capability().isAtLeast(floor))
                .isPresent()) {
            return link(
                    Fit.FORBIDDEN,
                    "tensorrt-gpu",
                    tensorRt,
                    gpu.capability(),
                    tensorRt.minCapability().get());
        }
        Optional<Version> newest = tensorRt.builtWithCuda().stream().max(Comparator.naturalOrder());
        Optional<Version> first = matrix.capability(gpu.capability()).flatMap(Capability::firstCuda);
        boolean before =
                newest.isPresent() && first.filter(newest.get()::isBelow).isPresent();
        if (before && gpu.capability().minor() == 0) {
            return Optional.of(phrases.link(
                    Fit.FORBIDDEN,
                    "tensorrt-gpu",
                    "too-new",
                    tensorRt.sources(),
                    tensorRt.version(),
                    gpu.capability(),
                    newest.get()));
        }
        if (before || tensorRt.minCapability().isEmpty()) {
            return link(Fit.UNKNOWN, "tensorrt-gpu", tensorRt);
        }
        return link(
                Fit.SUPPORTED,
                "tensorrt-gpu",
                tensorRt,
                gpu.capability(),
                tensorRt.minCapability().get());
    }

    Optional<Link> tensorRtOnDriver(TensorRtRelease tensorRt, CudaRelease cuda, Version driver) {
        int major = cuda.version().major();
        return tensorRt.minDriver(major, numbers)
                .flatMap(floor -> driver.isAtLeast(floor)
                        ? link(Fit.SUPPORTED, "tensorrt-driver", tensorRt, major, floor)
                        : link(Fit.FORBIDDEN, "tensorrt-driver", tensorRt, major, floor, driver));
    }

    /** Where cuDNN is required, one of the same major that is not older. */
    Optional<Link> tensorRtWithCudnn(TensorRtRelease tensorRt, Part cudnn) {
        if (!tensorRt.cudnnRequired().orElse(false)) {
            return Optional.empty();
        }
        Optional<Version> own = tensorRt.cudnn();
        if (cudnn.isNone()) {
            return Optional.of(phrases.link(
                    Fit.FORBIDDEN,
                    "tensorrt-cudnn",
                    "missing",
                    tensorRt.sources(),
                    tensorRt.version(),
                    own.map(Version::toString).orElse("")));
        }
        Optional<Version> taken = cudnn.as(CudnnRelease.class).map(CudnnRelease::version);
        return own.flatMap(wanted -> taken.flatMap(version -> {
            Fit fit = version.isWithin(wanted.prefix(2))
                    ? Fit.SUPPORTED
                    : version.major() == wanted.major() && version.isAtLeast(wanted) ? Fit.TOLERATED : Fit.FORBIDDEN;
            return link(fit, "tensorrt-cudnn", tensorRt, version, wanted);
        }));
    }

    Optional<Link> tensorRtWithPython(TensorRtRelease tensorRt, Version python) {
        Optional<VersionSet> bindings = tensorRt.python();
        return bindings.flatMap(set ->
                link(set.admits(python) ? Fit.SUPPORTED : Fit.FORBIDDEN, "tensorrt-python", tensorRt, python, set));
    }

    Optional<Link> cudnnWithCuda(CudnnRelease cudnn, CudaRelease cuda, boolean vouched) {
        boolean listed = cudnn.cuda().stream().anyMatch(table -> table.fit(cuda.version()) == CudaSupport.Fit.YES);
        boolean published = cudnn.packages().stream().anyMatch(cuda.version()::isWithin);
        if (listed || published && cudnn.cuda().isEmpty()) {
            return Optional.of(
                    phrases.link(Fit.SUPPORTED, "cudnn-cuda", cudnn.sources(), cudnn.version(), cuda.version()));
        }
        if (cudnn.packages().isEmpty()) {
            return vouched
                    ? Optional.empty()
                    : Optional.of(phrases.link(Fit.UNKNOWN, "cudnn-cuda", cudnn.sources(), cudnn.version()));
        }
        boolean sameMajor = cudnn.packages().stream()
                .anyMatch(version -> version.major() == cuda.version().major());
        return Optional.of(phrases.link(
                sameMajor ? Fit.LIMITED : Fit.FORBIDDEN,
                "cudnn-cuda",
                cudnn.sources(),
                cudnn.version(),
                cuda.version(),
                joined(cudnn.packages())));
    }

    /** Only where its table names bounds; a release without one says nothing. */
    Optional<Link> cudnnOnGpu(CudnnRelease cudnn, CudaRelease cuda, GpuPart gpu) {
        return cudnn.cuda().stream()
                .filter(table -> table.fit(cuda.version()) == CudaSupport.Fit.YES)
                .filter(table -> table.minCapability().isPresent()
                        && table.maxCapability().isPresent())
                .map(table -> phrases.link(
                        gpu.capability().isAtLeast(table.minCapability().get())
                                        && gpu.capability().major()
                                                <= table.maxCapability().get().major()
                                ? Fit.SUPPORTED
                                : Fit.FORBIDDEN,
                        "cudnn-gpu",
                        cudnn.sources(),
                        cudnn.version(),
                        gpu.capability(),
                        table.minCapability().get(),
                        table.maxCapability().get()))
                .min(Comparator.comparing(Link::fit));
    }

    private Optional<Link> link(Fit fit, String rule, TensorRtRelease tensorRt, Object... values) {
        Object[] all =
                Stream.concat(Stream.of(tensorRt.version()), Stream.of(values)).toArray();
        return Optional.of(phrases.link(fit, rule, tensorRt.sources(), all));
    }
}
