package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A GPU that another driver holds, for a virtual machine say, is none for this machine. */
public final class OtherDriver implements Rule<PciDevice> {
    private static final Set<String> OWN = Set.of("nvidia", "nouveau", "NovaCore", "nova_core", "nova");

    @Override
    public String id() {
        return "driver.gpu.other-driver";
    }

    @Override
    public Scope<PciDevice> scope() {
        return Scope.PCI_GPUS;
    }

    @Override
    public List<Need<? super PciDevice, ?>> needs() {
        return List.of(
                Need.<PciDevice, String>of("bound driver", PciDevice::driver).orAbsence());
    }

    @Override
    public Judgement judge(Case<PciDevice> facts) {
        Optional<String> driver = facts.subject().driver().toOptional();
        return Judgement.failIf(driver.isPresent() && !OWN.contains(driver.get()), () -> Judgement.fail()
                .with("driver", driver.get())
                .with("gpu", facts.subject().address())
                .seenIn(facts.subject().driver().evidence()));
    }
}
