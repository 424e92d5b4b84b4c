package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Machine.Gap;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

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
    private final long end;
    private final Queue<Gap> gaps = new ConcurrentLinkedQueue<>();

    /**
     * @param patience how long one probe may take
     * @param overall how long all may take, those that start late included
     */
    Watch(Duration patience, Duration overall) {
        this.patience = patience;
        this.end = System.nanoTime() + overall.toNanos();
    }

    /** A probe at work. */
    interface Task<T> {
        /** Waits for its facts, or states that they were not read. */
        T result();
    }

    <T> Task<T> start(String subject, Probe<T> probe) {
        return start(subject, probe::read, probe::unread);
    }

    /**
     * Starts to read one fact.
     *
     * @param unread the fact when the reading did not end, from the reason
     */
    <T> Task<T> start(String subject, Callable<T> reading, Function<String, T> unread) {
        Future<T> future = threads.submit(reading);
        // From the start on, so that several that hang are waited for together and not one after the other.
        long now = System.nanoTime();
        Duration left = Duration.ofNanos(Math.min(patience.toNanos(), Math.max(0, end - now)));
        long deadline = now + left.toNanos();
        return () -> {
            try {
                return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // Not interrupted: others share what it reads and would take that for the machine's answer.
                return unread(subject, unread, "no end after " + left.toSeconds() + " s");
            } catch (ExecutionException e) {
                return unread(subject, unread, "fault of gpudoctor: " + e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return unread(subject, unread, "interrupted");
            }
        };
    }

    /** Subjects that were given up. */
    List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    private <T> T unread(String subject, Function<String, T> unread, String reason) {
        gaps.add(new Gap(subject, "", reason));
        return unread.apply(reason);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
