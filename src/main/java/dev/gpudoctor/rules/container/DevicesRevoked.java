package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.DeviceNodes;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** A running container loses device nodes that its runtime does not know of. */
public final class DevicesRevoked implements Rule<Machine> {
    @Override
    public String id() {
        return "container.devices.revoked";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.NODES);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is no container");
        }

        boolean confined = facts.machine().os().accessControl().isFound();
        boolean closed = DeviceNodes.closed(facts.get(Needs.NODES)).anyMatch(DeviceNodes::isOpenToAll);
        return Judgement.failIf(closed && !confined, () -> Judgement.fail()
                .seenIn(facts.observed(Needs.NODES).evidence()));
    }
}
