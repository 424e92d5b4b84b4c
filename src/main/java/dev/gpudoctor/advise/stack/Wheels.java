package dev.gpudoctor.advise.stack;

import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.TensorRtRelease;
import java.util.Set;

/** What comes as wheels, and what those wheels bring. */
final class Wheels {
    private static final Set<String> BRING_ALL = Set.of("torch", "jax", "torch-tensorrt", "vllm", "sglang");

    private final Matrix matrix;

    Wheels(Matrix matrix) {
        this.matrix = matrix;
    }

    /** Whether a framework's wheels bring their own cuDNN, so that no other plays a part. */
    static boolean bringCudnn(String framework) {
        return BRING_ALL.contains(framework);
    }

    /** Whether the wheels bring CUDA and cuDNN, or a system with them is needed. */
    boolean bringCuda(FrameworkBuild build) {
        return BRING_ALL.contains(build.framework()) || haveCudaExtra(build);
    }

    boolean haveCudaExtra(FrameworkBuild build) {
        return build.framework().equals("tensorflow")
                && matrix.bound("tensorflow.cuda-extra")
                        .filter(build.release()::isAtLeast)
                        .isPresent();
    }

    boolean exist(TensorRtRelease release) {
        return matrix.bound("tensorrt.wheels")
                .filter(release.version()::isAtLeast)
                .isPresent();
    }
}
