package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.ImageReference;
import java.util.Set;

/** What the programs in an image are known to need besides a GPU. */
final class GpuImages {
    private static final Set<String> SHARED_MEMORY_USERS =
            Set.of("pytorch", "tritonserver", "vllm", "vllm-openai", "sglang", "nemo", "text-generation-inference");

    /** Servers of language models that run on a GPU only. */
    private static final Set<String> GPU_SERVERS =
            Set.of("vllm/vllm-openai", "lmsysorg/sglang", "ghcr.io/huggingface/text-generation-inference");

    private GpuImages() {}

    static boolean isGpuServer(ImageReference image) {
        return GPU_SERVERS.contains(image.name());
    }

    /** Whether its processes pass tensors through {@code /dev/shm}: data loaders, Python backends, tensor parallelism. */
    static boolean usesSharedMemory(ImageReference image) {
        String name = image.repository();
        return SHARED_MEMORY_USERS.contains(name.substring(name.lastIndexOf('/') + 1));
    }
}
