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

/** DKMS compiles the module for a kernel only with that kernel's headers. */
public final class HeadersMissing implements Rule<Machine> {
    private static final Need<Object, Boolean> HEADERS =
            Need.ofMachine("kernel headers", machine -> machine.kernelDriver().headers());
    private static final Need<Object, String> DKMS =
            Need.ofMachine("DKMS module", machine -> machine.kernelDriver().dkms());

    @Override
    public String id() {
        return "driver.headers.missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(HEADERS, DKMS, Needs.KERNEL, Needs.LOADED_MODULE.orAbsence(), Needs.INSTALLED_FOR.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of("hardware.gpu.missing");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("modules are built on the host");
        }
        boolean built = facts.find(Needs.LOADED_MODULE).isPresent()
                || facts.find(Needs.INSTALLED_FOR).orElse(List.of()).contains(facts.get(Needs.KERNEL));
        return Judgement.failIf(!built && !facts.get(HEADERS), () -> Judgement.fail()
                .with("kernel", facts.get(Needs.KERNEL))
                .seenIn(facts.observed(HEADERS).evidence()));
    }
}
