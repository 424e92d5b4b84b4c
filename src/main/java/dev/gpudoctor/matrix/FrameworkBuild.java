package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One build of one framework release, told apart by what it needs: every framework in one shape.
 *
 * @param framework name of the distribution: {@code torch}, {@code tensorflow}, {@code onnxruntime-gpu} ...
 * @param release the release; a two-part number stands for all its patches
 * @param variant what tells builds of a release apart: wheel tag {@code cu128}, extra {@code cuda12}, package name
 * @param isDefault whether this build is what an install without further choice gives; empty if unknown
 * @param platform {@code linux-x86_64}, {@code linux-aarch64}, {@code windows-x86_64}; empty for all
 * @param cuda the toolkit the build is made with
 * @param cudaRange the toolkits it accepts at run time, where that is documented apart
 * @param cudnn the cuDNN releases it accepts
 * @param tensorRt the TensorRT releases it accepts
 * @param tensorRtNone whether it is known to have no TensorRT support at all
 * @param cpuOnly whether it is known to have no GPU support at all
 * @param torch the torch release it belongs to, for companions of torch
 * @param gpuCode what its GPU code is compiled for; empty if unknown
 * @param maxCapability highest capability that it runs on although its PTX should run on newer ones
 * @param minDriverLinux lowest driver that its own documentation names
 */
public record FrameworkBuild(
        String framework,
        Version release,
        Optional<String> variant,
        Optional<Boolean> isDefault,
        Optional<String> platform,
        Optional<PartialDate> released,
        Optional<Version> cuda,
        Optional<VersionSet> cudaRange,
        Optional<VersionSet> cudnn,
        Optional<VersionSet> tensorRt,
        boolean tensorRtNone,
        boolean cpuOnly,
        Optional<VersionSet> python,
        Optional<VersionSet> experimentalPython,
        Optional<Version> torch,
        List<SmTarget> gpuCode,
        Optional<ComputeCapability> minCapability,
        Optional<ComputeCapability> maxCapability,
        Optional<Version> minDriverLinux,
        Optional<Version> minDriverWindows,
        OnnxSupport onnx,
        Map<String, String> companions,
        Provenance provenance)
        implements Row {
    public FrameworkBuild {
        gpuCode = List.copyOf(gpuCode);
        companions = Collections.unmodifiableMap(new LinkedHashMap<>(companions));
    }

    @Override
    public String key() {
        return Stream.of(Optional.of(framework + " " + release), variant, platform)
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
    }

    static FrameworkBuild read(RowReader row) {
        return new FrameworkBuild(
                row.text("framework"),
                row.version("release"),
                row.optionalText("variant"),
                row.optionalFlag("isDefault"),
                row.optionalText("platform"),
                row.optionalDate("released"),
                row.optionalVersion("cuda"),
                row.optionalVersionSet("cudaRange"),
                row.optionalVersionSet("cudnn"),
                row.optionalVersionSet("tensorRt"),
                row.flag("tensorRtNone"),
                row.flag("cpuOnly"),
                row.optionalVersionSet("python"),
                row.optionalVersionSet("experimentalPython"),
                row.optionalVersion("torch"),
                row.targets("gpuCode"),
                row.optionalCapability("minCapability"),
                row.optionalCapability("maxCapability"),
                row.optionalVersion("minDriverLinux"),
                row.optionalVersion("minDriverWindows"),
                row.optionalRow("onnx", OnnxSupport::read).orElse(OnnxSupport.UNKNOWN),
                row.map(
                        "companions",
                        value -> Optional.of(value)
                                .filter(String.class::isInstance)
                                .map(String.class::cast),
                        "a text"),
                Provenance.read(row));
    }

    /** Whether the build is one of this release: {@code 2.10.1} is of 2.10. */
    public boolean isOf(Version installed) {
        return installed.isWithin(release);
    }

    public Optional<Version> minDriver(Platform system) {
        return system == Platform.WINDOWS ? minDriverWindows : minDriverLinux;
    }
}
