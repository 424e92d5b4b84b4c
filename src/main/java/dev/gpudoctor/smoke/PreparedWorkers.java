package dev.gpudoctor.smoke;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Hands out children, one of which can be made to wait already: its JVM starts while another one works. */
final class PreparedWorkers implements AutoCloseable {
    private record Waiting(Optional<Path> worker, PreparedWorker child) {}

    private final Function<Optional<Path>, PreparedWorker> start;
    private Optional<Waiting> waiting = Optional.empty();

    /** @param start starts a child with that worker's jars, or with gpudoctor's own alone */
    PreparedWorkers(Function<Optional<Path>, PreparedWorker> start) {
        this.start = start;
    }

    /** The child that waits, if it has these jars; else a new one. */
    PreparedWorker next(Optional<Path> worker) {
        Optional<PreparedWorker> fits =
                waiting.filter(one -> one.worker.equals(worker)).map(Waiting::child);
        if (fits.isPresent()) {
            waiting = Optional.empty();
        }
        return fits.orElseGet(() -> start.apply(worker));
    }

    /** Lets a child with these jars wait for {@link #next}. */
    void prepare(Optional<Path> worker) {
        close();
        waiting = Optional.of(new Waiting(worker, start.apply(worker)));
    }

    /** Ends the child that waits. */
    @Override
    public void close() {
        waiting.map(Waiting::child).ifPresent(PreparedWorker::close);
        waiting = Optional.empty();
    }
}
