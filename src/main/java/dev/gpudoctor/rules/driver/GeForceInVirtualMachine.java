package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.KernelDriver.BoundGpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/** Older drivers refuse GeForce cards where they see a hypervisor. */
public final class GeForceInVirtualMachine implements Rule<Machine> {
    private static final Need<Object, String> HYPERVISOR =
            Need.ofMachine("hypervisor", machine -> machine.os().virtualization());

    @Override
    public String id() {
        return "driver.geforce.hypervisor";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(HYPERVISOR, Needs.LOADED_MODULE, Needs.BOUND_GPUS);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Optional<Version> allowed = facts.matrix().bound("driver.geforce-in-virtual-machine");
        Optional<String> geforce = facts.get(Needs.BOUND_GPUS).stream()
                .map(BoundGpu::model)
                .flatMap(model -> model.toOptional().stream())
                .filter(model -> model.contains("GeForce") || model.contains("TITAN"))
                .findFirst();
        boolean works = facts.find(Needs.CU_INIT).map(CallResult::isSuccess).orElse(true);
        boolean shown = facts.find(Needs.ALL_GPUS).map(gpus -> !gpus.isEmpty()).orElse(false);
        return Judgement.failIf(
                geforce.isPresent()
                        && allowed.isPresent()
                        && facts.get(Needs.LOADED_MODULE).isBelow(allowed.get())
                        && !works
                        && !shown,
                () -> Judgement.fail()
                        .with("gpu", geforce.orElseThrow())
                        .with("driver", facts.get(Needs.LOADED_MODULE))
                        .with("hypervisor", facts.get(HYPERVISOR))
                        .with("branch", allowed.orElseThrow())
                        .seenIn(facts.observed(HYPERVISOR).evidence()));
    }
}
