package dev.gpudoctor.machine;

/** Who put a file where it is. */
public enum Origin {
    /** The driver's own user-mode libraries. */
    DRIVER,
    /** A CUDA toolkit directory. */
    TOOLKIT,
    /** A system package (dpkg, rpm) outside a toolkit directory. */
    SYSTEM_PACKAGE,
    /** A Python wheel. */
    WHEEL,
    /** A conda package. */
    CONDA,
    /** A cuda-compat (forward compatibility) package. */
    COMPAT,
    /** A link-time stub that must never be loaded. */
    STUB,
    /** Mounted into a container from the host. */
    CONTAINER_MOUNT,
    /** Jetson's L4T libraries. */
    JETSON,
    /** WSL's libraries, mapped from Windows. */
    WSL,
    /** None of these could be shown; a tar file, say. */
    OTHER
}
