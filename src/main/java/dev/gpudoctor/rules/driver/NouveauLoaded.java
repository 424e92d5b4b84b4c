package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;

/** NVIDIA's module cannot drive a GPU that nouveau holds. */
public final class NouveauLoaded implements Rule<Machine> {
    @Override
    public String id() {
        return "driver.nouveau.loaded";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.MODULES, Needs.PCI);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.hasGpuOnBus(facts.machine())) {
            return Judgement.notApplicable("no NVIDIA GPU on the PCI bus");
        }
        List<String> modules = facts.get(Needs.MODULES);
        boolean holdsGpu = facts.get(Needs.PCI).stream()
                .filter(PciDevice::isGpu)
                .anyMatch(gpu -> gpu.driver().toOptional().equals(Optional.of("nouveau")));
        boolean aloneHere = modules.contains("nouveau") && !modules.contains("nvidia");
        boolean forbidden = facts.machine().kernelDriver().blacklisted().toOptional().stream()
                .anyMatch(names -> names.contains("nouveau"));
        return Judgement.failIf(holdsGpu || aloneHere, () -> Judgement.fail()
                .with(
                        "blacklisted",
                        forbidden
                                ? "modprobe's configuration forbids it, so it was loaded from the initial RAM disk"
                                : "modprobe's configuration does not forbid it")
                .seenIn(facts.observed(Needs.MODULES).evidence()));
    }
}
