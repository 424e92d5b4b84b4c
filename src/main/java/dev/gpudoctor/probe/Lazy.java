package dev.gpudoctor.probe;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Facts that several probes share: read once, by the first that asks and in its thread, so that the watch over that
 * probe also watches this reading. Whoever asks meanwhile waits.
 */
public final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> reading;
    private Optional<T> facts = Optional.empty();

    /** @param reading done once at most */
    public Lazy(Supplier<T> reading) {
        this.reading = reading;
    }

    @Override
    public synchronized T get() {
        if (facts.isEmpty()) {
            facts = Optional.of(reading.get());
        }
        return facts.get();
    }
}
