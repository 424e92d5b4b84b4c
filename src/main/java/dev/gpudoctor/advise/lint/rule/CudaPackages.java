package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How NVIDIA's Debian packages are named. */
final class CudaPackages {
    private static final Pattern VERSIONED = Pattern.compile(
            "(?:cuda-(?:toolkit|runtime|libraries|libraries-dev|cudart|cudart-dev|nvcc|compiler|minimal-build"
                    + "|command-line-tools|nvrtc|compat)|libcublas|libcublas-dev|libcufft|libcurand|libcusparse|libcusolver"
                    + "|libnpp|cuda)-(\\d+)-(\\d+)");
    private static final Pattern CUDNN = Pattern.compile("libcudnn\\d+(?:-dev|-headers)?-cuda-(\\d+)");
    private static final Pattern BUILT_FOR = Pattern.compile(".*\\+cuda(\\d+\\.\\d+)(?:\\D.*)?");
    private static final Pattern TENSORRT = Pattern.compile(
            "libnvinfer.*|libnvonnxparsers?.*|libnvparsers.*|python3-libnvinfer.*|tensorrt(?:-dev|-libs)?|uff-converter-tf|graphsurgeon-tf|onnx-graphsurgeon");
    private static final Pattern CUDNN_LIBRARY = Pattern.compile("(?:lib)?cudnn\\d*(?:-.*)?");
    private static final Pattern NCCL = Pattern.compile("libnccl2|libnccl-dev|libnccl(?:-devel)?");
    /** The CUDA major in the name does what a pin would do. */
    private static final Pattern NAMES_CUDA = Pattern.compile(".*-cuda-\\d+(?:-.*)?");

    private static final Pattern DRIVER = Pattern.compile(
            "nvidia-driver(?:-.*)?|cuda-drivers(?:-.*)?|nvidia-utils(?:-.*)?|nvidia-(?:open|dkms|kernel|firmware|compute"
                    + "|headless|modprobe|settings|prime|smi|persistenced|libopencl1)(?:-.*)?|nvidia-compute-utils(?:-.*)?"
                    + "|libnvidia-(?:compute|gl|decode|encode|cfg1|common|extra|fbc1|ifr1|ml1|opencl1|ptxjitcompiler1|glcore|egl.*)(?:-.*)?"
                    + "|nvidia-cuda-toolkit(?:-gcc)?|libcuda1(?:-.*)?|libnvcuvid1(?:-.*)?|xserver-xorg-video-nvidia(?:-.*)?|xorg-x11-drv-nvidia(?:-.*)?"
                    + "|akmod-nvidia(?:-.*)?|kmod-nvidia(?:-.*)?|cuda|cuda-\\d+-\\d+|cuda-runtime-\\d+-\\d+");
    private static final Set<String> REPOSITORY = Set.of("cuda-keyring");

    private CudaPackages() {}

    /** The CUDA minor in a package's name: {@code cuda-toolkit-12-4}. */
    static Optional<Version> cudaOf(String name) {
        Matcher matcher = VERSIONED.matcher(name);
        return matcher.matches() && !name.startsWith("cuda-compat")
                ? Version.parse(matcher.group(1) + "." + matcher.group(2))
                : Optional.empty();
    }

    /** The CUDA a package was built for, by its version's suffix or by its name: a minor, or a major alone. */
    static Optional<Version> builtFor(String name, String version) {
        Matcher suffix = BUILT_FOR.matcher(version);
        if (suffix.matches()) {
            return Version.parse(suffix.group(1));
        }
        Matcher cudnn = CUDNN.matcher(name);
        return cudnn.matches() ? Version.parse(cudnn.group(1)) : cudaOf(name);
    }

    /** A package of which the repository holds builds for several CUDA lines under one name. */
    static boolean needsPin(String name) {
        return (isTensorRt(name)
                        || CUDNN_LIBRARY.matcher(name).matches()
                        || NCCL.matcher(name).matches())
                && !NAMES_CUDA.matcher(name).matches()
                && !REPOSITORY.contains(name);
    }

    static boolean isTensorRt(String name) {
        return TENSORRT.matcher(name).matches();
    }

    /** A package that is, or pulls in, the driver's user-space libraries. */
    static boolean isDriver(String name) {
        return DRIVER.matcher(name).matches();
    }
}
