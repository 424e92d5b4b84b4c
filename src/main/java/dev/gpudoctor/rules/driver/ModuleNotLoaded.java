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

/** Nothing can use a GPU while NVIDIA's kernel module is not loaded. */
public final class ModuleNotLoaded implements Rule<Machine> {
    @Override
    public String id() {
        return "driver.module.not-loaded";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.PCI, Needs.LOADED_MODULE.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of(
                "driver.missing",
                "driver.nouveau.loaded",
                "driver.nova.loaded",
                "driver.module.build-failed",
                "driver.module.open-required",
                "driver.module.proprietary-required",
                "driver.branch.too-old-for-gpu",
                "hardware.gpu.fell-off-bus",
                "driver.gpu.other-driver",
                "driver.headers.missing",
                "driver.module.not-built",
                "driver.module.forbidden",
                "driver.module.secure-boot",
                "driver.branch.dropped-gpu");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (!Surroundings.isPlainLinux(machine)) {
            return Judgement.notApplicable("this place has no NVIDIA kernel module of its own");
        }
        if (!Surroundings.hasGpuOnBus(machine)) {
            return Judgement.notApplicable("no NVIDIA GPU on the PCI bus");
        }
        return Judgement.failIf(facts.find(Needs.LOADED_MODULE).isEmpty(), () -> Judgement.fail()
                .with("where", Surroundings.isContainer(machine) ? "on the host of this container" : "here")
                .seenIn(facts.observed(Needs.LOADED_MODULE).evidence()));
    }
}
