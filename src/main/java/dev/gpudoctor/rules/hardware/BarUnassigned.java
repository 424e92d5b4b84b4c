package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** Firmware must give each memory window of a GPU an address. */
public final class BarUnassigned implements Rule<PciDevice> {
    private static final Need<PciDevice, Boolean> BARS = Need.of("memory windows", PciDevice::barsAssigned);

    @Override
    public String id() {
        return "hardware.gpu.no-bar";
    }

    @Override
    public Scope<PciDevice> scope() {
        return Scope.PCI_GPUS;
    }

    @Override
    public List<Need<? super PciDevice, ?>> needs() {
        return List.of(BARS);
    }

    @Override
    public Judgement judge(Case<PciDevice> facts) {
        return Judgement.failIf(!facts.get(BARS), () -> Judgement.fail()
                .with("gpu", facts.subject().address())
                .seenIn(facts.observed(BARS).evidence()));
    }
}
