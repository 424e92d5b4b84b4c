package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** podman refuses a whole CDI specification for one field that it does not know. */
public final class CdiNewerThanPodman implements Rule<Machine> {
    @Override
    public String id() {
        return "container.cdi.newer-than-engine";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (Surroundings.isContainer(machine)) {
            return Judgement.notApplicable("this is asked on the host");
        }
        Optional<Version> podman = machine.containerTooling().engines().toOptional().orElse(List.of()).stream()
                .filter(engine -> engine.name().equals("podman"))
                .flatMap(engine -> engine.version().toOptional().stream())
                .findFirst();
        List<String> fields =
                machine.containerTooling().cdiFields().toOptional().orElse(List.of());
        if (podman.isEmpty() || fields.isEmpty()) {
            return Judgement.notApplicable("no podman of a known release, or no specification for it");
        }
        Optional<String> refused = fields.stream()
                .filter(field -> facts.matrix()
                        .bound("podman.cdi." + field.toLowerCase(Locale.ROOT))
                        .filter(first -> podman.get().isBelow(first))
                        .isPresent())
                .findFirst();
        return Judgement.failIf(refused.isPresent(), () -> Judgement.fail()
                .with("field", refused.orElseThrow())
                .with("podman", podman.orElseThrow())
                .with(
                        "first",
                        facts.matrix()
                                .bound("podman.cdi." + refused.orElseThrow().toLowerCase(Locale.ROOT))
                                .orElseThrow())
                .seenIn(machine.containerTooling().cdiFields().evidence()));
    }
}
