package dev.gpudoctor.smoke;

import dev.gpudoctor.machine.GpuSample;
import dev.gpudoctor.machine.GpuSample.Quantity;
import dev.gpudoctor.machine.Observed;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the GPU in a thread of its own: once before anything is tried, then again and again, and once when all is over.
 * Whatever becomes of it, the layers go on.
 */
final class GpuWatch implements AutoCloseable {
    /** Shorter than what the shortest layer takes, and longer than NVML needs to answer. */
    private static final Duration PAUSE = Duration.ofMillis(250);
    /** The driver may still take back the memory of a process that is gone already. */
    private static final int LAST_LOOKS = 4;

    private final GpuMonitor.Session session;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;
    private final Map<Quantity, Long> lowest = new EnumMap<>(Quantity.class);
    private final Map<Quantity, Long> highest = new EnumMap<>(Quantity.class);
    private final Map<String, Integer> clockReasons = new TreeMap<>();
    private String reason = "";
    private int samples;
    private Optional<GpuSample> before = Optional.empty();
    private Optional<GpuSample> after = Optional.empty();

    /** @param limit the longest an answer may take */
    GpuWatch(GpuMonitor monitor, int gpu, Duration limit) {
        this.session = monitor.start(gpu, limit);
        this.thread = new Thread(this::watch, "gpu-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the first look. */
    void begin() throws InterruptedException {
        begun.await();
    }

    /** Waits for the last look. */
    GpuWatched finish() throws InterruptedException {
        over.countDown();
        thread.join();
        return new GpuWatched(reason, samples, before, after, lowest, highest, clockReasons, List.of());
    }

    @Override
    public void close() {
        thread.interrupt();
        session.close();
    }

    private void watch() {
        try {
            before = look();
            begun.countDown();
            boolean more = before.isPresent();
            while (more && !over.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                more = look().map(this::count).isPresent();
            }
            for (int i = 0; more && i < LAST_LOOKS && (i == 0 || isLeft()); i++) {
                if (i > 0) {
                    TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                }
                after = look().map(this::count);
                more = after.isPresent();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            begun.countDown();
        }
    }

    private boolean isLeft() {
        return after.isPresent() && WatchJudgement.bytesLeft(before.orElseThrow(), after.get()) > 0;
    }

    private Optional<GpuSample> look() throws InterruptedException {
        Observed<GpuSample> seen = session.next();
        if (seen instanceof Observed.Found<GpuSample> found) {
            samples++;
            found.value().quantities().forEach((quantity, value) -> {
                lowest.merge(quantity, value, Math::min);
                highest.merge(quantity, value, Math::max);
            });
        } else {
            reason = reason(seen);
        }
        return seen.toOptional();
    }

    private GpuSample count(GpuSample sample) {
        sample.clockReasons().forEach(name -> clockReasons.merge(name, 1, Integer::sum));
        return sample;
    }

    private static String reason(Observed<GpuSample> seen) {
        if (seen instanceof Observed.Absent<GpuSample> absent) {
            return String.join(", ", absent.lookedIn()) + " is not there";
        }
        return seen instanceof Observed.Unreadable<GpuSample> unreadable
                ? unreadable.reason()
                : ((Observed.NotApplicable<GpuSample>) seen).reason();
    }
}
