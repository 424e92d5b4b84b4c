package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.machine.CompatPackage;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.version.Version;
import java.util.Optional;

/** How far the driver here reaches towards a consumer's CUDA. */
final class DriverReach {
    private DriverReach() {}

    static Compatibility of(Case<Consumer> facts) {
        return new DriverLaw(facts.matrix(), facts.platform())
                .runsCuda(facts.get(Needs.DRIVER), level(facts), facts.get(Needs.CUDA), false);
    }

    /** What the driver says of itself, else what the compatibility library in front of it is for. */
    private static Optional<Version> level(Case<?> facts) {
        return facts.machine()
                .answers()
                .cudaDriver()
                .toOptional()
                .or(() -> facts.machine().driverLibraries().compat().stream()
                        .filter(CompatPackage::active)
                        .flatMap(compat -> compat.cuda().toOptional().stream())
                        .findFirst());
    }
}
