package dev.gpudoctor.cli;

import dev.gpudoctor.process.ChildProcess;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Threads that are left when the answer is complete, because the kernel does not let them go: one that waits for a dead file
 * system keeps the whole process in the table until that answers, and whoever waits for the process waits as long. So
 * the launcher is told how to end by a signal.
 */
final class Stragglers {
    private static final long PATIENCE_MILLIS = 100;
    private static final int MOST = 256;
    /** The launcher adds this to an exit code, too; a real-time signal, of which nobody else makes use. */
    private static final int FIRST_SIGNAL = 40;

    private static final List<Integer> CODES =
            List.of(ExitCode.OK, ExitCode.FINDINGS, ExitCode.USAGE, ExitCode.UNDETERMINED, ExitCode.FAULT);

    private Stragglers() {}

    /** Whether a thread other than this one is still at work; those that are about to end have a moment for it. */
    static boolean areLeft() {
        Thread[] threads = new Thread[MOST];
        int count = Thread.enumerate(threads);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        return Stream.of(threads)
                .limit(count)
                .filter(thread -> !thread.equals(Thread.currentThread()) && !LauncherWatch.isOurs(thread))
                .anyMatch(thread -> outlives(thread, end));
    }

    private static boolean outlives(Thread thread, long end) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return thread.isAlive();
    }

    /** Ends the launcher with an exit code, and lets go of what others read from us. */
    static void endLauncher(long launcher, int code) {
        System.out.close();
        System.err.close();
        try {
            String signal = Integer.toString(FIRST_SIGNAL + CODES.indexOf(code));
            // Without a shell to send it, the launcher waits for this process as it does otherwise.
            ChildProcess.of(List.of("/bin/sh", "-c", "kill -\"$1\" \"$2\"", "sh", signal, Long.toString(launcher)))
                    .run(line -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
