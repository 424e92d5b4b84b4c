package dev.gpudoctor.smoke;

import java.util.List;
import java.util.Map;

/**
 * One framework to try.
 *
 * @param name as in {@link #NAMES}
 * @param environment the environment's directory
 * @param interpreter the Python that imports it
 * @param predicted the file that the loader is expected to give for each soname
 */
public record FrameworkTask(String name, String environment, String interpreter, Map<String, String> predicted) {
    /** Frameworks that can be tried, in the order in which they are; vLLM and SGLang compute through torch. */
    public static final List<String> NAMES =
            List.of("torch", "tensorflow", "jax", "onnxruntime", "cupy", "ctranslate2", "tensorrt", "vllm", "sglang");

    public FrameworkTask {
        predicted = Map.copyOf(predicted);
    }
}
