package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Machine.Gap;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs probes side by side and gives up on one that does not end: a dead network file system or a device of its own
 * mind must not take the doctor with it. Its thread is left behind; it does not keep the program alive.
 */
final class Watch implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "probe");
        thread.setDaemon(true);
        return thread;
    });
    private final Duration patience;
    private final Queue<Gap> gaps = new ConcurrentLinkedQueue<>();

    Watch(Duration patience) {
        this.patience = patience;
    }

    /** A probe at work. */
    interface Task<T> {
        /** Waits for its facts, or states that they were not read. */
        T result();
    }

    <T> Task<T> start(String subject, Probe<T> probe) {
        Future<T> future = threads.submit(probe::read);
        // From the start on, so that several that hang are waited for together and not one after the other.
        long deadline = System.nanoTime() + patience.toNanos();
        return () -> {
            try {
                return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                future.cancel(true);
                return unread(subject, probe, "no end after " + patience.toSeconds() + " s");
            } catch (ExecutionException e) {
                return unread(subject, probe, "fault of gpudoctor: " + e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return unread(subject, probe, "interrupted");
            }
        };
    }

    /** Subjects that were given up. */
    List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    private <T> T unread(String subject, Probe<T> probe, String reason) {
        gaps.add(new Gap(subject, "", reason));
        return probe.unread(reason);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
