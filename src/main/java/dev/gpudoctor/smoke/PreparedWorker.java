package dev.gpudoctor.smoke;

import dev.gpudoctor.process.ChildProcess;
import dev.gpudoctor.process.ChildResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A child that was started before its turn: its JVM is up when its task comes. */
final class PreparedWorker implements AutoCloseable {
    private final Transcript transcript;
    private final CompletableFuture<List<String>> task = new CompletableFuture<>();
    private final FutureTask<ChildResult> result;
    private final Thread thread;

    /** Starts the child, which says what it does to the transcript. */
    PreparedWorker(ChildProcess child, Transcript transcript) {
        this.transcript = transcript;
        ChildProcess waiting = child.input(() -> task.join().iterator());
        result = new FutureTask<>(() -> waiting.run(transcript::line));
        // A child dies with the thread that started it, so this one lives as long as the child.
        thread = new Thread(result, "prepared-worker");
        thread.setDaemon(true);
        thread.start();
    }

    Transcript transcript() {
        return transcript;
    }

    /** Gives the child its task and waits for its end. */
    ChildResult run(String line) throws InterruptedException {
        task.complete(List.of(line));
        try {
            return result.get();
        } catch (ExecutionException fault) {
            throw new IllegalStateException(fault.getCause());
        }
    }

    /** Ends the child, if it still runs, and waits until it is gone, unless this thread is interrupted. */
    @Override
    public void close() {
        task.complete(List.of());
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
