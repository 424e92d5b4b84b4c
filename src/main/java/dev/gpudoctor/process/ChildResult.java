package dev.gpudoctor.process;

import java.time.Duration;
import java.util.List;

/**
 * What is left of a child process.
 *
 * @param end how it ended
 * @param wallTime from its first line of input, or its start if it got none, until it was gone
 * @param errorLines what it wrote to standard error: the first and the last lines of it
 * @param droppedBytes output of both streams that was read but not kept or delivered
 * @param survivors processes of its tree that could not be killed (stuck in the kernel, or another user's)
 */
public record ChildResult(
        ChildEnd end, Duration wallTime, List<String> errorLines, long droppedBytes, List<Long> survivors) {
    public ChildResult {
        errorLines = List.copyOf(errorLines);
        survivors = List.copyOf(survivors);
    }
}
