package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.probe.NativeProbe;
import java.util.Map;

/** Asks the libraries in a child JVM, which may die of it. */
public final class ChildNativeProbe implements NativeProbe {
    private final Limits limits;
    private final boolean startsCuda;

    /** Asks NVML and the driver API. */
    public ChildNativeProbe(Limits limits) {
        this(limits, true);
    }

    /** @param startsCuda whether the driver API, which takes long to start, is asked even where NVML knows the GPUs */
    public ChildNativeProbe(Limits limits, boolean startsCuda) {
        this.limits = limits;
        this.startsCuda = startsCuda;
    }

    @Override
    public Session start(Map<String, String> environment) {
        return ChildSession.start(limits, startsCuda, environment);
    }
}
