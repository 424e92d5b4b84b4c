package dev.gpudoctor.cli;

/** The exit codes of every command; the README holds the same table. */
public final class ExitCode {
    /** Healthy, or degraded below {@code --fail-on}, or the question was answered. */
    public static final int OK = 0;
    /** Findings at or above {@code --fail-on}; a smoke layer failed; no stack satisfies the wishes. */
    public static final int FINDINGS = 1;
    /** The command line or its input can't be used, or the answer could not be written. */
    public static final int USAGE = 2;
    /** Not decided, or nothing could be checked. */
    public static final int UNDETERMINED = 3;
    /** A fault of gpudoctor itself. */
    public static final int FAULT = 70;

    private ExitCode() {}
}
