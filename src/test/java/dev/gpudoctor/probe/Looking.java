package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.probe.host.Host;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;

/** Looks at trees the way the product does. */
final class Looking {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    private Looking() {}

    /** A look for which no library may be asked. */
    static Machine at(Host host, String... pythons) {
        return at(
                host,
                environment -> {
                    throw new AssertionError("no library is to be asked");
                },
                OptionalLong.empty(),
                pythons);
    }

    static Machine at(Host host, NativeProbe nativeProbe, OptionalLong pid, String... pythons) {
        MachineProbe.Options options = new MachineProbe.Options(
                List.of(pythons),
                List.of(),
                pid,
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                MachineProbe.Scope.EVERYTHING,
                Matrix.builtIn());
        return new MachineProbe(host, nativeProbe, options, CLOCK).look();
    }
}
