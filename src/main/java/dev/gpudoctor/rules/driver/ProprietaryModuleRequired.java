package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.KernelDriver.Flavour;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.Capability.OpenKernelModule;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;

/** The open kernel modules need a system processor that old GPUs lack. */
public final class ProprietaryModuleRequired implements Rule<PciDevice> {
    @Override
    public String id() {
        return "driver.module.proprietary-required";
    }

    @Override
    public Scope<PciDevice> scope() {
        return Scope.PCI_GPUS;
    }

    @Override
    public List<Need<? super PciDevice, ?>> needs() {
        return List.of(Needs.FLAVOUR, Needs.LOADED_MODULE);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("driver.gpu.other-driver", "driver.branch.dropped-gpu");
    }

    @Override
    public Judgement judge(Case<PciDevice> facts) {
        if (Surroundings.shows(facts.machine(), facts.subject())) {
            return Judgement.pass();
        }
        List<Capability> rows =
                facts.matrix().capabilitiesOfPciDevice(facts.subject().deviceId());
        boolean wrong = facts.get(Needs.FLAVOUR) == Flavour.OPEN
                && !rows.isEmpty()
                && rows.stream()
                        .allMatch(row -> row.openKernelModule().equals(Optional.of(OpenKernelModule.UNSUPPORTED)));
        return Judgement.failIf(wrong, () -> Judgement.fail()
                .with("gpu", facts.subject().address())
                .with("architecture", rows.get(0).architecture())
                .with("branch", facts.get(Needs.LOADED_MODULE).major())
                .seenIn(facts.observed(Needs.FLAVOUR).evidence())
                .restingOn(rows.get(0), "openKernelModule"));
    }
}
