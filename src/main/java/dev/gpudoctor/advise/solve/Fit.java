package dev.gpudoctor.advise.solve;

/** How well choices go together, best first. */
public enum Fit {
    /** The vendor supports it. */
    SUPPORTED,
    /** The vendor supports it within limits, such as the minor-version compatibility of drivers. */
    LIMITED,
    /** It works, though nobody tests or promises it. */
    TOLERATED,
    /** Nobody says. */
    UNKNOWN,
    /** It does not work. */
    FORBIDDEN
}
