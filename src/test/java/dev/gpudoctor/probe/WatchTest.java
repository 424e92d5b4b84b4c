package dev.gpudoctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.machine.Machine.Gap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WatchTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void givesUpAProbeThatDoesNotEndAndSaysSo() {
        CountDownLatch never = new CountDownLatch(1);
        try (Watch watch = new Watch(SHORT, Duration.ofMinutes(1))) {
            String facts = watch.start("python", probe(() -> {
                        never.await();
                        return "read";
                    }))
                    .result();

            assertThat(facts).startsWith("unread: no end after");
            assertThat(watch.gaps()).extracting(Gap::subject).containsExactly("python");
        }
    }

    /** The second one starts when the time for all is over; its own patience would last as long as this test may not. */
    @Test
    @Timeout(60)
    void severalThatHangInARowEndWithinTheTimeForAll() {
        CountDownLatch never = new CountDownLatch(1);
        try (Watch watch = new Watch(Duration.ofDays(1), SHORT)) {
            for (String subject : List.of("python", "consumers")) {
                watch.start(subject, probe(() -> {
                            never.await();
                            return "read";
                        }))
                        .result();
            }

            assertThat(watch.gaps()).extracting(Gap::subject).containsExactly("python", "consumers");
        }
    }

    @Test
    void turnsAFaultIntoAStatedGap() {
        try (Watch watch = new Watch(Duration.ofMinutes(1), Duration.ofMinutes(1))) {
            String facts = watch.start("cudnn", probe(() -> {
                        throw new IllegalStateException("broken");
                    }))
                    .result();

            assertThat(facts).contains("fault of gpudoctor", "broken");
            assertThat(watch.gaps()).singleElement().satisfies(gap -> assertThat(gap.reason())
                    .contains("broken"));
        }
    }

    @Test
    void handsOverWhatWasRead() {
        try (Watch watch = new Watch(Duration.ofMinutes(1), Duration.ofMinutes(1))) {
            assertThat(watch.start("cpu", probe(() -> "read")).result()).isEqualTo("read");
            assertThat(watch.gaps()).isEmpty();
        }
    }

    @FunctionalInterface
    private interface Work {
        String run() throws InterruptedException;
    }

    private static Probe<String> probe(Work work) {
        return new Probe<>() {
            @Override
            public String read() {
                try {
                    return work.run();
                } catch (InterruptedException e) {
                    return "interrupted";
                }
            }

            @Override
            public String unread(String reason) {
                return "unread: " + reason;
            }
        };
    }
}
