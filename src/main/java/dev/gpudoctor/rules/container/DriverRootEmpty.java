package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;

/** Where the toolkit's settings name a root for the driver, the driver's libraries must be there. */
public final class DriverRootEmpty implements Rule<Machine> {
    @Override
    public String id() {
        return "container.driver-root.empty";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        Observed<String> root = machine.containerTooling().emptyDriverRoot();
        if (Surroundings.isContainer(machine) || !Surroundings.hasDriverLibraries(machine)) {
            return Judgement.notApplicable("this is asked on a host with a driver");
        }
        return Judgement.failIf(root.isFound(), () -> Judgement.fail()
                .with("path", root.toOptional().orElseThrow())
                .seenIn(root.evidence()));
    }
}
