package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work that goes on in a thread of its own while other things are made ready; not begun, it is done when asked for. */
final class Begun<T> {
    private final FutureTask<T> work;

    private Begun(FutureTask<T> work) {
        this.work = work;
    }

    /** Work for {@link #begin()}. */
    static <T> Begun<T> of(Callable<T> work) {
        return new Begun<>(new FutureTask<>(work));
    }

    /** Begins work at once. */
    static <T> Begun<T> begin(Callable<T> work) {
        Begun<T> begun = of(work);
        begun.begin();
        return begun;
    }

    /** Begins; the thread does not keep the program alive when nobody asks for the result any more. */
    void begin() {
        run(work);
    }

    /** Begins work of which nobody waits for the end. */
    static void run(Runnable work) {
        Thread thread = new Thread(work, "begun");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits for the result.
     *
     * @throws InputException if the work ended so; what else it threw is thrown on, too
     */
    T result() throws InputException, InterruptedException {
        // Does nothing where it was begun.
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
