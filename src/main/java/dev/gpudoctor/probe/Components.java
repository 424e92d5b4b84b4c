package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Consumer.Component;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which sonames serve as what. */
final class Components {
    private static final Pattern SONAME = Pattern.compile("(lib[\\w-]+?)(?:-[0-9a-f]{8})?\\.so(?:\\.[\\d.]+)?");
    private static final Map<String, Component> BY_STEM = Map.of(
            "libcuda", Component.DRIVER,
            "libcudart", Component.CUDA_RUNTIME,
            "libcublas", Component.CUBLAS,
            "libnvrtc", Component.NVRTC,
            "libcudnn", Component.CUDNN,
            "libnvinfer", Component.TENSORRT,
            "libnvonnxparser", Component.ONNX_PARSER,
            "libnvinfer_plugin", Component.TENSORRT_PLUGIN);
    private static final Pattern OURS = Pattern.compile(
            "lib(?:cuda|cublas|cudart|cudnn|cufft|cufile|cupti|curand|cusolver|cusparse|cutensor|nccl|npp|nvinfer"
                    + "|nvJitLink|nvjpeg|nvonnxparser|nvparsers|nvrtc|nvToolsExt|nvtx|nvidia)[^/]*\\.so[^/]*");

    private Components() {}

    /** What a library of this name serves as; nothing for one that no rule asks about. */
    static Optional<Component> of(String soname) {
        Matcher matcher = SONAME.matcher(soname);
        return matcher.matches() ? Optional.ofNullable(BY_STEM.get(matcher.group(1))) : Optional.empty();
    }

    /** Whether the name is that of a library of NVIDIA. */
    static boolean isOurs(String soname) {
        return OURS.matcher(soname).matches();
    }
}
