package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Gpu.PcieLink;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A link with fewer lanes than the GPU has slows every copy. */
public final class PcieDegraded implements Rule<Gpu> {
    /** Half of the lanes is how many boards and laptops are built; it is told, but warned of only below that. */
    private static final Need<Gpu, PcieLink> LINK = Need.of("PCIe link", Gpu::link);

    @Override
    public String id() {
        return "hardware.pcie.degraded";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(LINK);
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        PcieLink link = facts.get(LINK);
        boolean halved = link.width() * 2 >= link.maxWidth();
        return Judgement.failIf(link.width() > 0 && link.width() < link.maxWidth(), () -> Judgement.fail()
                .with("width", link.width())
                .with("maxWidth", link.maxWidth())
                .with("index", facts.subject().index())
                .seenIn(facts.observed(LINK).evidence())
                .atMost(halved ? Severity.INFO : Severity.WARNING));
    }
}
