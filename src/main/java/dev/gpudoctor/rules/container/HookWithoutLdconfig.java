package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;

/** The toolkit runs an ldconfig of the host for each container, by the path in its settings. */
public final class HookWithoutLdconfig implements Rule<Machine> {
    @Override
    public String id() {
        return "container.hook.no-ldconfig";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (Surroundings.isContainer(machine)
                || !machine.containerTooling().toolkit().isFound()) {
            return Judgement.notApplicable("no toolkit of a host is known");
        }
        return Judgement.failIf(machine.containerTooling().hookLdconfig().isFound(), () -> Judgement.fail()
                .with(
                        "path",
                        machine.containerTooling().hookLdconfig().toOptional().orElseThrow())
                .seenIn(machine.containerTooling().hookLdconfig().evidence()));
    }
}
