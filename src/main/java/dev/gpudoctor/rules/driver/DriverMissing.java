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

/** A GPU on the bus works only with a driver, of which neither module nor library is here. */
public final class DriverMissing implements Rule<Machine> {
    @Override
    public String id() {
        return "driver.missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(
                Needs.PCI,
                Needs.LOADED_MODULE.orAbsence(),
                Needs.INSTALLED_FOR.orAbsence(),
                Needs.DRIVER_LIBRARIES.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of("driver.nouveau.loaded", "driver.nova.loaded", "driver.module.build-failed");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (Surroundings.isContainer(machine) || !Surroundings.isPlainLinux(machine)) {
            return Judgement.notApplicable("the driver comes from outside");
        }
        if (!Surroundings.hasGpuOnBus(machine)) {
            return Judgement.notApplicable("no NVIDIA GPU on the PCI bus");
        }
        if (machine.containerTooling().driverContainer().isFound()) {
            return Judgement.pass();
        }
        boolean module = facts.find(Needs.LOADED_MODULE).isPresent()
                || facts.find(Needs.INSTALLED_FOR)
                        .map(kernels -> !kernels.isEmpty())
                        .orElse(false);
        return Judgement.failIf(!module && !Surroundings.hasDriverLibraries(machine), () -> Judgement.fail()
                .with("gpus", Surroundings.gpuAddresses(machine)));
    }
}
