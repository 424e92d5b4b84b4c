package dev.gpudoctor.probe;

/**
 * Reads one subject of the machine.
 *
 * @param <T> the subject's facts
 */
interface Probe<T> {
    /** Reads the facts; what cannot be read is stated in them. */
    T read();

    /** The facts when the reading did not end in time. */
    T unread(String reason);
}
