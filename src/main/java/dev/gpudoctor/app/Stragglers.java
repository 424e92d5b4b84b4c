package dev.gpudoctor.app;

import dev.gpudoctor.process.ChildProcess;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Threads that are left when the answer is complete, because the kernel does not let them go: one that waits for a dead file
 * system keeps the whole process in the table until that answers, and whoever waits for the process waits as long. So
 * the launcher is told how to end by a signal.
 */
public final class Stragglers {
    private static final long PATIENCE_MILLIS = 100;
    private static final int MOST = 256;

    private Stragglers() {}

    /**
     * Whether a thread other than this one is still at work; those that are about to end have a moment for it.
     *
     * @param known those that may be
     */
    public static boolean areLeft(Predicate<Thread> known) {
        Thread[] threads = new Thread[MOST];
        int count = Thread.enumerate(threads);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        return Stream.of(threads)
                .limit(count)
                .filter(thread -> !thread.equals(Thread.currentThread()) && !known.test(thread))
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

    /** Sends the launcher a signal, and lets go of what others read from us. */
    public static void tellLauncher(long launcher, int signal) {
        System.out.close();
        System.err.close();
        List<String> command = List.of(
                "/bin/sh", "-c", "kill -\"$1\" \"$2\"", "sh", Integer.toString(signal), Long.toString(launcher));
        try {
            // Without a shell to send it, the launcher waits for this process as it does otherwise.
            ChildProcess.of(command).run(line -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
