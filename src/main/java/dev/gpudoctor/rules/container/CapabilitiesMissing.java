package dev.gpudoctor.rules.container;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A container gets the parts of the driver that NVIDIA_DRIVER_CAPABILITIES names. */
public final class CapabilitiesMissing implements Rule<Machine> {
    @Override
    public String id() {
        return "container.capabilities.missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<String> followsFrom() {
        return List.of("container.devices.hidden");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is no container");
        }

        Optional<String> value =
                Optional.ofNullable(facts.machine().environment().get("NVIDIA_DRIVER_CAPABILITIES"));
        if (value.isEmpty() || value.get().isBlank()) {
            return Judgement.notApplicable("NVIDIA_DRIVER_CAPABILITIES is not set");
        }
        Set<String> named = Stream.of(value.get().split(",")).map(String::strip).collect(Collectors.toSet());
        boolean enough = named.contains("all") || named.contains("compute") && named.contains("utility");
        return Judgement.failIf(!enough, () -> Judgement.fail()
                .with("value", value.get())
                .with("missing", named.contains("compute") ? "utility" : "compute")
                .atMost(named.contains("compute") ? Severity.WARNING : Severity.ERROR));
    }
}
