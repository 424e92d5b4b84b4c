package dev.gpudoctor.smoke.worker;

import dev.gpudoctor.process.ParentLink;
import dev.gpudoctor.smoke.WorkerEvent;
import dev.gpudoctor.smoke.WorkerEvent.Actor;

/** Tells the parent what happens. Safe from any thread, for libraries log from threads of their own. */
public final class Reporter {
    private static final int MAX_LOG_TEXT = 2000;
    private static final int MAX_LOG_LINES = 2000;

    private final ParentLink parent;
    private int logLines;

    public Reporter(ParentLink parent) {
        this.parent = parent;
    }

    /** Work that gives something. */
    public interface Work<T> {
        T run() throws Exception;
    }

    /** Work that gives nothing. */
    public interface Task {
        void run() throws Exception;
    }

    /** Does a step and tells how long it took. */
    public <T> T step(String name, Actor actor, Work<T> work) throws Exception {
        send(new WorkerEvent.Begin(name, actor));
        long start = System.nanoTime();
        T value = work.run();
        send(new WorkerEvent.Step(name, actor, millisSince(start)));
        return value;
    }

    /** Does a step and tells how long it took. */
    public void step(String name, Actor actor, Task task) throws Exception {
        step(name, actor, () -> {
            task.run();
            return name;
        });
    }

    /** Passes a library's log line on; a library that cannot stop is cut off. */
    public void log(WorkerEvent.Log.Level level, String text) {
        synchronized (this) {
            if (++logLines > MAX_LOG_LINES) {
                return;
            }
        }
        send(new WorkerEvent.Log(level, text.length() > MAX_LOG_TEXT ? text.substring(0, MAX_LOG_TEXT) : text));
    }

    /** Passes on how far a library is. */
    public void progress(String text) {
        send(new WorkerEvent.Progress(text));
    }

    public void send(WorkerEvent event) {
        parent.send(WorkerEvent.write(event));
    }

    static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
