package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/** Fabric manager and driver must be of the same release. */
public final class FabricVersion implements Rule<Machine> {
    private static final Need<Object, Machine.FabricManager> MANAGER =
            Need.ofMachine("fabric manager", Machine::fabricManager);

    @Override
    public String id() {
        return "cuda.fabric.version-mismatch";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(MANAGER, Needs.DRIVER, Needs.PCI);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("driver.module.library-mismatch");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Optional<Version> manager = facts.get(MANAGER).version().toOptional();
        Version driver = facts.get(Needs.DRIVER);
        boolean needed = facts.get(Needs.PCI).stream().anyMatch(PciDevice::isNvSwitch);
        return Judgement.failIf(
                needed
                        && manager.filter(version ->
                                        DriverLaw.partOf(driver, version).isForbidden())
                                .isPresent(),
                () -> Judgement.fail()
                        .with("manager", manager.get())
                        .with("driver", driver)
                        .with("branch", driver.prefix(1))
                        .seenIn(facts.get(MANAGER).version().evidence()));
    }
}
