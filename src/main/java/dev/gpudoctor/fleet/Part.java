package dev.gpudoctor.fleet;

import java.util.Locale;

/** A part of the stack in which nodes can differ, in the order in which differences are told. */
public enum Part {
    /** Number, model and settings of the GPUs. */
    GPU,
    DRIVER,
    /** GSP firmware that runs and that is installed. */
    FIRMWARE,
    /** PCI Express generation and lanes. */
    LINK,
    KERNEL,
    /** Arguments of the kernel and parameters of NVIDIA's modules. */
    PARAMETERS,
    /** Distribution, C library, Secure Boot, limits. */
    SYSTEM,
    CUDA,
    CUDNN,
    TENSORRT,
    NCCL,
    /** Wheels and interpreters. */
    PYTHON,
    /** Packages of the system's package manager. */
    PACKAGES,
    CONTAINER,
    /** RDMA devices. */
    NETWORK,
    /** Variables. */
    ENVIRONMENT;

    /** The word used on the command line and in reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
