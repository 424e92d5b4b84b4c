package dev.gpudoctor.smoke;

import dev.gpudoctor.machine.GpuSample;
import dev.gpudoctor.machine.Observed;
import java.time.Duration;

/** Looks at a GPU that others use. */
public interface GpuMonitor {
    /**
     * Starts to look.
     *
     * @param gpu the driver's ordinal, with devices in the order of their bus ids
     * @param limit the longest an answer may take
     */
    Session start(int gpu, Duration limit);

    /** One watch; closing it ends what it started. */
    interface Session extends AutoCloseable {
        /** How the GPU is doing now; without an answer, why there is none and will be none. Nothing else is thrown. */
        Observed<GpuSample> next() throws InterruptedException;

        @Override
        void close();
    }
}
