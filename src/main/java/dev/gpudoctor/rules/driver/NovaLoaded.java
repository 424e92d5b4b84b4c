package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** NVIDIA's module cannot drive a GPU that the kernel's own Rust driver has taken. */
public final class NovaLoaded implements Rule<Machine> {
    private static final Set<String> NAMES = Set.of("NovaCore", "nova_core", "nova");

    @Override
    public String id() {
        return "driver.nova.loaded";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.PCI);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        List<PciDevice> taken = facts.get(Needs.PCI).stream()
                .filter(PciDevice::isGpu)
                .filter(gpu -> gpu.driver().toOptional().filter(NAMES::contains).isPresent())
                .toList();
        return Judgement.failIf(!taken.isEmpty(), () -> Judgement.fail()
                .with("gpus", taken.stream().map(PciDevice::address).collect(Collectors.joining(", ")))
                .seenIn(taken.get(0).driver().evidence()));
    }
}
