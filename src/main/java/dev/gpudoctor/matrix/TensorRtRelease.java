package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A TensorRT release.
 *
 * @param builtWithCuda the toolkits that packages are built with; empty if unknown
 * @param cuda the toolkits that the support matrix names, per platform; empty if unknown
 * @param cudnnRequired whether it needs cuDNN; empty if unknown
 * @param minCapability lowest capability
 * @param capabilities the whole list of capabilities, for the few releases where one was read
 * @param openSourceTargets what the open-source part is built for by default: no list of support
 * @param precisions per capability, for the few where a table was read
 * @param dla whether some package of it drives deep-learning accelerators; see {@code dlaNote} for which
 * @param drivers lowest driver per CUDA major, where the release's own pages give it
 */
public record TensorRtRelease(
        Version version,
        Optional<Version> build,
        Optional<PartialDate> released,
        List<Version> builtWithCuda,
        List<CudaSupport> cuda,
        Optional<Boolean> cudnnRequired,
        Optional<Version> cudnn,
        Optional<String> cudnnNote,
        Optional<ComputeCapability> minCapability,
        Optional<String> minCapabilityBasis,
        List<ComputeCapability> capabilities,
        List<ComputeCapability> openSourceTargets,
        Map<String, List<String>> precisions,
        List<String> dataTypes,
        OnnxSupport onnx,
        Optional<VersionSet> python,
        Optional<String> pythonNote,
        List<DriverNeed> drivers,
        Optional<String> osNote,
        List<String> removedApis,
        Optional<Dla> dla,
        Optional<String> dlaNote,
        Provenance provenance)
        implements Row {
    /** Whether a release drives deep-learning accelerators. */
    public enum Dla {
        YES,
        NO,
        /** A beta on Windows on Arm and nothing else. */
        WINDOWS_ON_ARM
    }

    public TensorRtRelease {
        builtWithCuda = List.copyOf(builtWithCuda);
        cuda = List.copyOf(cuda);
        capabilities = List.copyOf(capabilities);
        openSourceTargets = List.copyOf(openSourceTargets);
        dataTypes = List.copyOf(dataTypes);
        drivers = List.copyOf(drivers);
        removedApis = List.copyOf(removedApis);
        precisions = Collections.unmodifiableMap(new LinkedHashMap<>(precisions));
    }

    @Override
    public String key() {
        return version.toString();
    }

    static TensorRtRelease read(RowReader row) {
        return new TensorRtRelease(
                row.version("version"),
                row.optionalVersion("build"),
                row.optionalDate("released"),
                row.versions("builtWithCuda"),
                row.rows("cuda", CudaSupport::read),
                row.optionalFlag("cudnnRequired"),
                row.optionalVersion("cudnn"),
                row.optionalText("cudnnNote"),
                row.optionalCapability("minCapability"),
                row.optionalText("minCapabilityBasis"),
                row.capabilities("capabilities"),
                row.capabilities("openSourceTargets"),
                row.map("precisions", TensorRtRelease::words, "a list of texts"),
                row.texts("dataTypes"),
                row.optionalRow("onnx", OnnxSupport::read).orElse(OnnxSupport.UNKNOWN),
                row.optionalVersionSet("python"),
                row.optionalText("pythonNote"),
                row.rows("drivers", DriverNeed::read),
                row.optionalText("osNote"),
                row.texts("removedApis"),
                row.optionalChoice("dla", Dla.class),
                row.optionalText("dlaNote"),
                Provenance.read(row));
    }

    private static Optional<List<String>> words(Object value) {
        return value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
                ? Optional.of(list.stream().map(String.class::cast).toList())
                : Optional.empty();
    }

    /** The lowest driver for packages of a CUDA major. */
    public Optional<Version> minDriver(int cudaMajor, Platform platform) {
        return drivers.stream()
                .filter(need -> need.cudaMajor() == cudaMajor)
                .findFirst()
                .flatMap(need -> need.minDriver(platform));
    }
}
