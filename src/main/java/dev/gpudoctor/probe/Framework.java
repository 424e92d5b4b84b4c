package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.GpuFile;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a Python framework comes by its libraries.
 *
 * @param program what the consumer is called
 * @param distributions names under which it is installed
 * @param patterns its native files below the package directory; the last step may be a pattern
 * @param optional those that it opens while it runs and can do without
 * @param preloads whether it loads the environment's {@code nvidia-*} libraries by path before it needs them
 * @param opensByName whether it opens CUDA libraries by soname while it runs
 */
record Framework(
        String program,
        List<String> distributions,
        List<String> patterns,
        List<String> optional,
        boolean preloads,
        boolean opensByName) {
    private static final List<Framework> ALL = List.of(
            new Framework(
                    "torch",
                    List.of("torch"),
                    List.of(
                            "torch/lib/libtorch_global_deps\\.so",
                            "torch/lib/libtorch_cuda\\.so",
                            "torch/lib/libc10_cuda\\.so"),
                    List.of("torch/lib/libcaffe2_nvrtc\\.so"),
                    true,
                    false),
            new Framework(
                    "tensorflow",
                    List.of("tensorflow", "tensorflow-gpu", "tensorflow-cpu", "tf-nightly"),
                    List.of(
                            "tensorflow/libtensorflow_cc\\.so\\.\\d+",
                            "tensorflow/libtensorflow_framework\\.so\\.\\d+",
                            "tensorflow/python/_pywrap_tensorflow_internal\\.so"),
                    List.of(),
                    false,
                    true),
            new Framework(
                    "onnxruntime",
                    List.of("onnxruntime-gpu", "onnxruntime"),
                    List.of("onnxruntime/capi/libonnxruntime_providers_cuda\\.so"),
                    List.of("onnxruntime/capi/libonnxruntime_providers_tensorrt\\.so"),
                    false,
                    false),
            new Framework(
                    "jax",
                    List.of("jax-cuda11-plugin", "jax-cuda12-plugin", "jax-cuda13-plugin"),
                    List.of("jax_plugins/xla_cuda1[1-3]/xla_cuda_plugin\\.so"),
                    List.of(),
                    true,
                    true),
            new Framework(
                    "tensorrt",
                    List.of(
                            "tensorrt",
                            "tensorrt-cu11",
                            "tensorrt-cu12",
                            "tensorrt-cu13",
                            "tensorrt-bindings",
                            "tensorrt-cu12-bindings",
                            "tensorrt-cu13-bindings"),
                    List.of(
                            "tensorrt_libs/libnvinfer\\.so\\.\\d+",
                            "tensorrt_libs/libnvinfer_plugin\\.so\\.\\d+",
                            "tensorrt_libs/libnvonnxparser\\.so\\.\\d+",
                            "tensorrt(?:_bindings)?/tensorrt\\.(?:cpython-.*\\.)?so"),
                    List.of(),
                    true,
                    false));
    private static final Map<String, Component> COMPONENTS = Map.of(
            "nvidia-cuda-runtime", Component.CUDA_RUNTIME,
            "nvidia-cublas", Component.CUBLAS,
            "nvidia-cuda-nvrtc", Component.NVRTC,
            "nvidia-cudnn", Component.CUDNN);

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
    List<String> files(Host host, String site) {
        return present(host, site, patterns);
    }

    /** Those of its native files that are there and that it can do without. */
    List<String> optionalFiles(Host host, String site) {
        return present(host, site, optional);
    }

    private static List<String> present(Host host, String site, List<String> patterns) {
        List<String> files = new ArrayList<>();
        for (String pattern : patterns) {
            match(host, site, pattern.split("/(?![^(]*\\))"), 0, files);
        }
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
     * Those of its files whose GPU code everything runs on. PyTorch's library of linear algebra is opened for a few
     * functions only, and is compiled for other GPUs.
     */
    Observed<List<GpuFile>> deciding(Observed<List<GpuFile>> files) {
        return files.map(found -> found.stream()
                .filter(file -> !file.path().endsWith("/libtorch_cuda_linalg.so"))
                .toList());
    }

    /** Sonames that it opens while it runs, from the releases it was built for. */
    List<String> opens(PythonPackage build) {
        if (!opensByName) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        build.cuda().toOptional().map(Version::major).ifPresent(cuda -> {
            names.add("libcudart.so." + cuda);
            names.add("libcublas.so." + cuda);
        });
        build.cudnn().toOptional().map(Version::major).ifPresent(cudnn -> names.add("libcudnn.so." + cudnn));
        return names;
    }
}
