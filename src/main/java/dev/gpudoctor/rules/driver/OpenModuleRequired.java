package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.KernelDriver.Flavour;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.Capability.OpenKernelModule;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.KernelMessages;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Recent GPUs are driven by the open kernel modules only. */
public final class OpenModuleRequired implements Rule<PciDevice> {
    private static final Pattern REFUSED = Pattern.compile(
            "requires? (?:the )?use of the NVIDIA open kernel modules|requires the open (?:gpu )?kernel modules?");

    @Override
    public String id() {
        return "driver.module.open-required";
    }

    @Override
    public Scope<PciDevice> scope() {
        return Scope.PCI_GPUS;
    }

    @Override
    public List<Need<? super PciDevice, ?>> needs() {
        return List.of(Needs.DRIVER);
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
        boolean barred = !rows.isEmpty()
                && rows.stream().allMatch(row -> row.openKernelModule().equals(Optional.of(OpenKernelModule.REQUIRED)));
        Observed<Flavour> flavour = facts.observed(Needs.FLAVOUR);
        Optional<Evidence> told = KernelMessages.find(facts.machine(), REFUSED);
        if (told.isEmpty() && !flavour.isFound()) {
            return barred
                            && flavour.isUnreadable()
                            && facts.machine().kernelDriver().loadedVersion().isFound()
                    ? Judgement.undetermined("the kind of the kernel module could not be read")
                    : Judgement.notApplicable("no kernel module of a known kind is here");
        }
        boolean wrong = barred && (told.isPresent() || flavour.toOptional().equals(Optional.of(Flavour.PROPRIETARY)));
        return Judgement.failIf(wrong, () -> Judgement.fail()
                .with("gpu", facts.subject().address())
                .with("architecture", rows.get(0).architecture())
                .with("branch", facts.get(Needs.DRIVER).prefix(1))
                .seenIn(flavour.evidence())
                .seenIn(told.stream().toList())
                .restingOn(rows.get(0), "openKernelModule"));
    }
}
