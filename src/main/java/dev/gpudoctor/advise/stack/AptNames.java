package dev.gpudoctor.advise.stack;

import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How NVIDIA's repository names the packages of cuDNN and TensorRT, with their exact versions. */
public final class AptNames {
    private static final List<String> RUNTIME = List.of("libnvinfer%s", "libnvinfer-plugin%s", "libnvonnxparsers%s");

    private AptNames() {}

    /** {@code libcudnn9-cuda-12=9.1.0.70-1}, before that {@code libcudnn8=8.9.6.50-1+cuda12.2}. */
    public static String cudnn(CudnnRelease release, Version cuda, Matrix matrix) {
        Version version = release.version();
        String number = release.build().map(Version::toString).orElse(version + ".*");
        boolean majorInName = matrix.bound("cudnn.cuda-in-package-name")
                .filter(version::isAtLeast)
                .isPresent();
        if (majorInName) {
            return "libcudnn" + version.major() + "-cuda-" + cuda.major() + "=" + number + "-1";
        }
        Optional<Version> suffix = release.packages().stream()
                .filter(built -> built.major() == cuda.major())
                .max(Comparator.naturalOrder())
                .filter(built -> built.precision() > 1);
        return "libcudnn" + version.major() + "=" + number + "-1+cuda"
                + suffix.map(Version::toString).orElse(cuda.major() + ".*");
    }

    /** The packages that running ONNX models and engines takes, all of one version. */
    public static List<String> tensorRt(TensorRtRelease release, Version cuda, Matrix matrix) {
        Version version = release.version();
        boolean fourParts = matrix.bound("tensorrt.package-with-build")
                .filter(version::isAtLeast)
                .isPresent();
        String number = fourParts
                ? release.build().map(Version::toString).orElse(version + ".*")
                : version.prefix(3).toString();
        String suffix = release.builtWithCuda().stream()
                .filter(built -> built.major() == cuda.major())
                .max(Comparator.naturalOrder())
                .map(Version::toString)
                .orElse(cuda.major() + ".*");
        return RUNTIME.stream()
                .map(name -> String.format(name, version.major()) + "=" + number + "-1+cuda" + suffix)
                .toList();
    }
}
