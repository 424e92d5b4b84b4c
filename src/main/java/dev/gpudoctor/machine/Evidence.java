package dev.gpudoctor.machine;

/**
 * Where a fact was read.
 *
 * @param source what kind of place it is
 * @param place path, function or variable
 * @param raw the text found there, cut to {@value #MAX_RAW} characters
 */
public record Evidence(Source source, String place, String raw) {
    /** Longest raw text kept. */
    public static final int MAX_RAW = 400;

    /** Kinds of places, by falling trust. */
    public enum Source {
        NVML,
        DRIVER_API,
        LIBRARY_CALL,
        MAPPED_FILE,
        FILE_NAME,
        ELF,
        PACKAGE_DATABASE,
        HEADER,
        KERNEL,
        FILE,
        ENVIRONMENT,
        COMMAND,
        PROCESS_END,
        ASSUMED
    }

    public Evidence {
        raw = raw.length() > MAX_RAW ? raw.substring(0, MAX_RAW) : raw;
    }
}
