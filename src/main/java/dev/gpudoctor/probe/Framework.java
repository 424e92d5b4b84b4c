package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.GpuFile;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.probe.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Python framework with native files.
 *
 * @param program what the consumer is called
 * @param distributions names under which it is installed
 * @param files its native files
 */
record Framework(String program, List<String> distributions, List<NativeFile> files) {
    /**
     * A native file.
     *
     * @param pattern its path below the package directory; the last step may be a pattern
     * @param importance what happens when it cannot be loaded
     * @param feature what it serves, where the framework can do without
     */
    record NativeFile(String pattern, Importance importance, String feature) {
        private static NativeFile of(String pattern, Importance importance) {
            return new NativeFile(pattern, importance, "");
        }
    }

    private static final List<Framework> ALL = List.of(
            new Framework(
                    "torch",
                    List.of("torch"),
                    List.of(
                            NativeFile.of("torch/lib/libtorch_global_deps\\.so", Importance.START),
                            NativeFile.of("torch/lib/libtorch_cuda\\.so", Importance.START),
                            NativeFile.of("torch/lib/libc10_cuda\\.so", Importance.START),
                            NativeFile.of("torch/lib/libtorch\\.so", Importance.START),
                            NativeFile.of("torch/lib/libtorch_python\\.so", Importance.START),
                            NativeFile.of("torch/lib/libcaffe2_nvrtc\\.so", Importance.RUN))),
            new Framework(
                    "tensorflow",
                    List.of("tensorflow", "tensorflow-gpu", "tensorflow-cpu", "tf-nightly"),
                    List.of(
                            NativeFile.of("tensorflow/libtensorflow_cc\\.so\\.\\d+", Importance.START),
                            NativeFile.of("tensorflow/libtensorflow_framework\\.so\\.\\d+", Importance.START),
                            NativeFile.of("tensorflow/python/_pywrap_tensorflow_internal\\.so", Importance.START))),
            new Framework(
                    "onnxruntime",
                    List.of("onnxruntime-gpu", "onnxruntime"),
                    List.of(
                            NativeFile.of("onnxruntime/capi/libonnxruntime_providers_shared\\.so", Importance.GPU),
                            NativeFile.of("onnxruntime/capi/libonnxruntime_providers_cuda\\.so", Importance.GPU),
                            new NativeFile(
                                    "onnxruntime/capi/libonnxruntime_providers_tensorrt\\.so",
                                    Importance.FEATURE,
                                    "TensorrtExecutionProvider"))),
            new Framework(
                    "jax",
                    List.of("jax-cuda11-plugin", "jax-cuda12-plugin", "jax-cuda13-plugin"),
                    List.of(
                            NativeFile.of("jax_plugins/xla_cuda1[1-3]/xla_cuda_plugin\\.so", Importance.GPU),
                            NativeFile.of("jax_cuda1[1-3]_plugin/_versions\\.so", Importance.GPU))),
            // Until the plugins came, the part for CUDA was inside jaxlib; of its builds only the label tells.
            new Framework(
                    "jax", List.of("jaxlib"), List.of(NativeFile.of("jaxlib/xla_extension\\.so", Importance.GPU))),
            new Framework(
                    "ctranslate2",
                    List.of("ctranslate2"),
                    List.of(NativeFile.of("ctranslate2/_ext\\.cpython-.*\\.so", Importance.START))),
            new Framework(
                    "tensorrt",
                    List.of(
                            "tensorrt",
                            "tensorrt-cu11",
                            "tensorrt-cu12",
                            "tensorrt-cu13",
                            "nvidia-tensorrt",
                            "tensorrt-bindings",
                            "tensorrt-cu11-bindings",
                            "tensorrt-cu12-bindings",
                            "tensorrt-cu13-bindings"),
                    List.of(
                            NativeFile.of("tensorrt_libs/libnvinfer\\.so\\.\\d+", Importance.START),
                            NativeFile.of("tensorrt_libs/libnvinfer_plugin\\.so\\.\\d+", Importance.START),
                            NativeFile.of("tensorrt_libs/libnvonnxparser\\.so\\.\\d+", Importance.START),
                            NativeFile.of(
                                    "tensorrt(?:_bindings)?/tensorrt\\.(?:cpython-.*\\.)?so", Importance.START))));
    private static final Map<String, Component> COMPONENTS = Map.of(
            "nvidia-cuda-runtime", Component.CUDA_RUNTIME,
            "nvidia-cublas", Component.CUBLAS,
            "nvidia-cuda-nvrtc", Component.NVRTC,
            "nvidia-cudnn", Component.CUDNN);

    /** What an installed package is; jaxlib is the framework only where it was built for CUDA. */
    static Optional<Framework> of(PythonPackage found) {
        return of(found.name())
                .filter(framework ->
                        !found.name().equals("jaxlib") || found.cuda().isFound());
    }

    static Optional<Framework> of(String distribution) {
        return ALL.stream()
                .filter(framework -> framework.distributions().contains(distribution))
                .findFirst();
    }

    /** What a wheel of NVIDIA brings: {@code nvidia-cudnn-cu12} brings cuDNN. */
    static Optional<Component> component(String distribution) {
        return Optional.ofNullable(COMPONENTS.get(distribution.replaceFirst("-cu\\d+$", "")));
    }

    /** Its native files that are there. */
    List<String> present(Host host, String site) {
        return files.stream()
                .flatMap(file -> present(host, site, file).stream())
                .toList();
    }

    /** Where one of its native files is, or the several that its pattern fits. */
    static List<String> present(Host host, String site, NativeFile file) {
        List<String> files = new ArrayList<>();
        match(host, site, file.pattern().split("/(?![^(]*\\))"), 0, files);
        return files;
    }

    private static void match(Host host, String directory, String[] steps, int step, List<String> files) {
        Pattern pattern = Pattern.compile(steps[step]);
        for (String name : host.names(directory)) {
            if (pattern.matcher(name).matches()) {
                if (step + 1 < steps.length) {
                    match(host, directory + "/" + name, steps, step + 1, files);
                } else {
                    files.add(directory + "/" + name);
                }
            }
        }
    }

    /**
     * Those files whose GPU code everything runs on. PyTorch's library of linear algebra is opened for a few
     * functions only, and is compiled for other GPUs.
     */
    static Observed<List<GpuFile>> deciding(Observed<List<GpuFile>> files) {
        return files.map(found -> found.stream()
                .filter(file -> !file.path().endsWith("/libtorch_cuda_linalg.so"))
                .toList());
    }
}
