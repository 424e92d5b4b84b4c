package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** With Secure Boot on, the kernel loads only modules whose signature it trusts. */
public final class SecureBoot implements Rule<Machine> {
    private static final Need<Object, Boolean> SECURE_BOOT =
            Need.ofMachine("Secure Boot", machine -> machine.kernelDriver().secureBoot());

    @Override
    public String id() {
        return "driver.module.secure-boot";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(SECURE_BOOT, Needs.INSTALLED_FOR, Needs.KERNEL, Needs.LOADED_MODULE.orAbsence());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        boolean present = facts.get(Needs.INSTALLED_FOR).contains(facts.get(Needs.KERNEL));
        boolean loaded = facts.find(Needs.LOADED_MODULE).isPresent();
        boolean displaced = facts.machine()
                        .kernelDriver()
                        .modules()
                        .toOptional()
                        .orElse(List.of())
                        .contains("nouveau")
                || facts.machine()
                        .kernelDriver()
                        .blacklisted()
                        .toOptional()
                        .orElse(List.of())
                        .contains("nvidia");
        return Judgement.failIf(
                facts.get(SECURE_BOOT) && present && !loaded && !displaced && Surroundings.hasGpuOnBus(facts.machine()),
                () -> Judgement.fail()
                        .with("kernel", facts.get(Needs.KERNEL))
                        .seenIn(facts.observed(SECURE_BOOT).evidence()));
    }
}
