package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.probe.NativeProbe;
import java.util.Map;

/** Asks the libraries in a child JVM, which may die of it. */
public final class ChildNativeProbe implements NativeProbe {
    private final Limits limits;

    public ChildNativeProbe(Limits limits) {
        this.limits = limits;
    }

    @Override
    public Session start(Map<String, String> environment) {
        return ChildSession.start(limits, environment);
    }
}
