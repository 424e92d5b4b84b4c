package dev.gpudoctor.smoke;

import java.util.List;
import java.util.Locale;

/** What the smoke test tries, from the driver up; each stands on the ones it {@link #needs}. */
public enum Layer {
    /** The driver starts and gives a context. */
    DRIVER,
    /** The driver compiles a tiny PTX program, runs it, and the result is right. */
    KERNEL(DRIVER),
    /** The CUDA runtime allocates and copies. */
    RUNTIME(DRIVER),
    /** cuBLAS multiplies two matrices. */
    CUBLAS(DRIVER),
    /** cuDNN convolves. */
    CUDNN(DRIVER),
    /** TensorRT builds an engine from a network of ours and runs it. */
    TENSORRT(DRIVER),
    /** TensorRT's ONNX parser reads models of ours; engines are built and run. */
    ONNX(TENSORRT),
    /** The same with the user's model. */
    MODEL(TENSORRT),
    /** Frameworks of a Python environment compute in its own interpreter. */
    FRAMEWORK;

    private final List<Layer> needs;

    Layer(Layer... needs) {
        this.needs = List.of(needs);
    }

    /** Layers without which this one cannot pass. */
    public List<Layer> needs() {
        return needs;
    }

    /** The name users type. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
