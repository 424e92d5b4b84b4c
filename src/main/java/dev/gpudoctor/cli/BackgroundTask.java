package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work in a thread of its own while other things are made ready; if it was not started, it is done when asked for. */
final class BackgroundTask<T> {
    private final FutureTask<T> work;

    private BackgroundTask(FutureTask<T> work) {
        this.work = work;
    }

    /** Work for {@link #start()}. */
    static <T> BackgroundTask<T> of(Callable<T> work) {
        return new BackgroundTask<>(new FutureTask<>(work));
    }

    /** Starts work at once. */
    static <T> BackgroundTask<T> start(Callable<T> work) {
        BackgroundTask<T> task = of(work);
        task.start();
        return task;
    }

    /** Starts; the thread does not keep the program alive when nobody asks for the result any more. */
    void start() {
        run(work);
    }

    /** Starts work whose end nobody waits for. */
    static void run(Runnable work) {
        Thread thread = new Thread(work, "background");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits for the result.
     *
     * @throws InputException if the work ended so; what else it threw is thrown on, too
     */
    T result() throws InputException, InterruptedException {
        // Does nothing where it was started.
        work.run();
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InputException unusable) {
                throw unusable;
            }
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            if (e.getCause() instanceof Error fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
