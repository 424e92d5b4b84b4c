package dev.gpudoctor.rules.driver;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.KernelDriver.Flavour;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** Open kernel modules run Turing and newer; Blackwell and newer run on nothing else. */
public final class FlavourRunsGpu implements Rule<Gpu> {
    private static final Need<Object, Flavour> FLAVOUR = Need.ofMachine(
            "kernel module flavour", machine -> machine.kernelDriver().flavour());

    @Override
    public String id() {
        return "driver.flavour.wrong";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(Needs.CAPABILITY, FLAVOUR);
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        boolean open = facts.get(FLAVOUR) == Flavour.OPEN;
        Compatibility answer =
                new DriverLaw(facts.matrix(), facts.platform()).module(open, facts.get(Needs.CAPABILITY));
        if (answer.isUnknown()) {
            return Judgement.notApplicable("no rule about kernel module flavours for this GPU");
        }
        return ByLaw.judge(answer, forbidden -> Judgement.fail()
                .with("flavour", open ? "open" : "proprietary")
                .with("needed", forbidden.needed())
                .with("gpu", facts.subject().name().toOptional().orElse("this GPU"))
                .seenIn(facts.observed(FLAVOUR).evidence())
                .restingOn(forbidden.rows(), "openKernelModule"));
    }
}
