package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.Optional;

/** The driver container of an operator gives its libraries to pods; they must be of the release of the module that runs. */
public final class DriverRootOtherVersion implements Rule<Machine> {
    @Override
    public String id() {
        return "container.driver-root.other-version";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        Optional<Version> libraries =
                machine.containerTooling().driverContainer().toOptional();
        Optional<Version> module = machine.kernelDriver().loadedVersion().toOptional();
        if (Surroundings.isContainer(machine) || libraries.isEmpty() || module.isEmpty()) {
            return Judgement.notApplicable("no driver container beside a loaded module");
        }
        return Judgement.failIf(!libraries.equals(module), () -> Judgement.fail()
                .with("libraries", libraries.orElseThrow())
                .with("module", module.orElseThrow())
                .seenIn(machine.containerTooling().driverContainer().evidence())
                .seenIn(machine.kernelDriver().loadedVersion().evidence()));
    }
}
