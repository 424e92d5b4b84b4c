package dev.gpudoctor.log;

import com.google.re2j.Pattern;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What follows from the releases that a log names beside its failure: releases that do not go together by the matrix.
 * Nothing follows where the log names no failure, since a list of versions accuses nobody.
 */
final class StackClues {
    private static final Pattern NEVER = Pattern.compile("$.^");
    /** A long log names the releases of many things, and has the message itself. */
    private static final int LONGEST_EXCERPT = 60;

    private static final int CERTAIN = 96;
    private static final int LIKELY = 66;
    private static final int POSSIBLE = 52;

    private final Matrix matrix;
    private final List<LogFact> facts;

    private StackClues(Matrix matrix, List<LogFact> facts) {
        this.matrix = matrix;
        this.facts = facts;
    }

    /** The log with what its releases imply. */
    static LogFacts add(Matrix matrix, LogFacts log) {
        boolean failing = log.telling().isPresent()
                || log.facts().stream()
                        .anyMatch(fact -> !fact.message().causes().isEmpty());
        if (!failing || log.lines() > LONGEST_EXCERPT) {
            return log;
        }
        StackClues clues = new StackClues(matrix, log.facts());
        List<LogFact> all = new ArrayList<>(log.facts());
        clues.tensorRtOnGpu().ifPresent(all::add);
        clues.frameworkOnGpu("torch", "PyTorch").ifPresent(all::add);
        clues.frameworkOnGpu("tensorflow", "TensorFlow").ifPresent(all::add);
        clues.onnxRuntimeOnCuda().ifPresent(all::add);
        clues.torchOnDriver().ifPresent(all::add);
        clues.nvrtcOnGpu().ifPresent(all::add);
        return new LogFacts(all, log.telling(), log.lines());
    }

    private Stream<LogFact> naming(String value) {
        return facts.stream().filter(fact -> fact.values().containsKey(value));
    }

    private Optional<String> said(String value) {
        return naming(value).map(fact -> fact.values().get(value)).findFirst();
    }

    private Optional<Version> version(String value) {
        return said(value).flatMap(Version::parse);
    }

    /** The GPUs that the log names, each with its capability. */
    private List<LogFact> gpus() {
        return naming("gpu")
                .filter(fact -> fact.values().containsKey("capability"))
                .toList();
    }

    private static ComputeCapability capability(LogFact gpu) {
        return ComputeCapability.of(gpu.values().getOrDefault("capability", ""));
    }

    private Optional<LogFact> tensorRtOnGpu() {
        Optional<TensorRtRelease> release = version("tensorrt").flatMap(matrix::tensorRt);
        return release.flatMap(row -> gpus().stream()
                .filter(gpu -> new TensorRtLaw(matrix)
                        .onGpu(row, Optional.empty(), capability(gpu))
                        .isForbidden())
                .findFirst()
                .map(gpu -> fact(
                        "tensorrt-gpu",
                        gpu,
                        Map.of(isTooOld(row, gpu) ? "trt-gpu-too-old" : "trt-gpu-too-new", LIKELY))));
    }

    private static boolean isTooOld(TensorRtRelease release, LogFact gpu) {
        return release.minCapability()
                .filter(lowest -> !capability(gpu).isAtLeast(lowest))
                .isPresent();
    }

    private Optional<LogFact> frameworkOnGpu(String framework, String user) {
        Optional<FrameworkBuild> build = build(framework);
        return build.flatMap(row -> gpus().stream()
                .filter(gpu -> new FrameworkLaw(matrix)
                        .onGpu(row, capability(gpu))
                        .filter(Compatibility::isForbidden)
                        .isPresent())
                .findFirst()
                .map(gpu -> fact(framework + "-gpu", gpu, Map.of("no-kernel", LIKELY), "user", user)));
    }

    /** The build of the named release and variant; the release's only or default one where no variant is named. */
    private Optional<FrameworkBuild> build(String framework) {
        Optional<Version> release = version(framework);
        Optional<String> variant = said("wheelCuda").map(cuda -> "cu" + cuda);
        String platform = said("os").isPresent() ? "windows-x86_64" : "linux-x86_64";
        return release.flatMap(version -> matrix.frameworkBuilds(framework, version).stream()
                .filter(build -> build.platform().map(platform::equals).orElse(true))
                .filter(build -> framework.equals("torch") && variant.isPresent()
                        ? build.variant().equals(variant)
                        : build.isDefault().orElse(true))
                .findFirst());
    }

    private Optional<LogFact> onnxRuntimeOnCuda() {
        Optional<Version> here = version("cudaHere");
        return build("onnxruntime").flatMap(build -> here.filter(
                        cuda -> new FrameworkLaw(matrix).withCuda(build, cuda).isForbidden())
                .flatMap(cuda -> naming("onnxruntime").findFirst())
                .map(fact -> fact(
                        "onnxruntime-cuda",
                        fact,
                        Map.of("ort-other-cuda", LIKELY),
                        "builtFor",
                        build.cuda()
                                .map(Version::toString)
                                .or(() -> build.cudaRange().map(Object::toString))
                                .orElse("another major")
                                .replaceAll("[^0-9. ]", ""))));
    }

    private Optional<LogFact> torchOnDriver() {
        Optional<Version> driver = version("driver");
        Optional<Version> cuda = build("torch").flatMap(FrameworkBuild::cuda);
        return driver.flatMap(release -> cuda.filter(wanted -> new DriverLaw(matrix, Platform.LINUX)
                        .runsCuda(release, Optional.empty(), wanted, false)
                        .isForbidden())
                .flatMap(wanted -> naming("driver").findFirst())
                .map(fact -> fact(
                        "torch-driver", fact, Map.of("driver.too-old-for-cuda", POSSIBLE), "torchCuda", wanted(cuda))));
    }

    /** NVRTC refuses an architecture that is newer than it, or that its CUDA dropped; the message is the same. */
    private Optional<LogFact> nvrtcOnGpu() {
        Optional<Version> here = version("cudaHere");
        Optional<LogFact> refused = naming("nvrtcArch").findFirst();
        return refused.flatMap(seen -> here.flatMap(cuda -> naming("capability")
                .map(gpu -> dropped(seen, cuda, capability(gpu)))
                .flatMap(Optional::stream)
                .findFirst()));
    }

    private Optional<LogFact> dropped(LogFact seen, Version cuda, ComputeCapability gpu) {
        return new CudaLaw(matrix).compilesFor(cuda, gpu) instanceof Compatibility.Forbidden answer
                        && answer.reason() == Reason.DROPPED
                ? Optional.of(fact(
                        "nvrtc-gpu",
                        seen,
                        Map.of("nvrtc-dropped", CERTAIN),
                        "cudaHere",
                        cuda.toString(),
                        "capability",
                        gpu.toString(),
                        "lastCuda",
                        answer.needed().toString()))
                : Optional.empty();
    }

    private static String wanted(Optional<Version> cuda) {
        return cuda.map(Version::toString).orElse("");
    }

    private static LogFact fact(String id, LogFact seen, Map<String, Integer> causes, String... values) {
        Map<String, String> all = new LinkedHashMap<>(seen.values());
        for (int i = 0; i < values.length; i += 2) {
            all.put(values[i], values[i + 1]);
        }
        LogMessage message =
                new LogMessage("stack." + id, List.of(id), NEVER, causes, Map.of(), "", "compatibility matrix");
        return new LogFact(message, all, seen.line(), seen.lines());
    }
}
