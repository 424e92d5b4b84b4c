package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.KernelDriver.Flavour;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Optional;

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
        Optional<Capability> row = facts.matrix().capability(facts.get(Needs.CAPABILITY));
        Optional<Capability.OpenKernelModule> rule = row.flatMap(Capability::openKernelModule);
        if (rule.isEmpty()) {
            return Judgement.notApplicable("no rule about kernel module flavours for this GPU");
        }
        boolean open = facts.get(FLAVOUR) == Flavour.OPEN;
        boolean wrong = open
                ? rule.get() == Capability.OpenKernelModule.UNSUPPORTED
                : rule.get() == Capability.OpenKernelModule.REQUIRED;
        return Judgement.failIf(wrong, () -> Judgement.fail()
                .with("flavour", open ? "open" : "proprietary")
                .with("needed", open ? "proprietary" : "open")
                .with("gpu", facts.subject().name().toOptional().orElse("this GPU"))
                .seenIn(facts.observed(FLAVOUR).evidence())
                .restingOn(row.orElseThrow(), "openKernelModule"));
    }
}
