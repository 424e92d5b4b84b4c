package dev.gpudoctor.compat;

/** Why things go together only within limits, or not at all. */
public enum Reason {
    /** It is below what the other asks for. */
    TOO_OLD,
    /** It is above what the other knows. */
    TOO_NEW,
    /** Support for it has ended. */
    DROPPED,
    /** An older driver of the same CUDA major: no PTX from the newer toolkit, no newer features. */
    MINOR_VERSION,
    /** An older driver with NVIDIA's package of newer user-mode libraries. */
    FORWARD_COMPATIBILITY,
    /** Machine code for a lower minor of the same major serves. */
    LOWER_MINOR,
    /** Only PTX serves, which the driver compiles at the first start. */
    PTX,
    /** There is neither machine code nor PTX that serves. */
    NO_CODE,
    /** Made for another CUDA. */
    OTHER_CUDA,
    /** Made for this CUDA major, though this release is not in the documented table. */
    SAME_MAJOR,
    /** Newer than what was tested, of the same major. */
    NEWER_THAN_TESTED,
    /** The two are independent: one is used beside the other, not by it. */
    BESIDE,
    /** Something that is needed is not there. */
    MISSING,
    /** Not among the releases that the other accepts. */
    OTHER_RELEASE,
    /** Made on another GPU, which serves only where it was made for more than that. */
    OTHER_GPU,
    /** The other flavour of the kernel module is needed. */
    OTHER_MODULE,
    /** A container image refuses to start by its own condition. */
    START_CONDITION
}
