package dev.gpudoctor.rules.permissions;

import dev.gpudoctor.machine.DeviceNode;
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
import java.util.stream.Collectors;

/** The user who runs CUDA programs must be allowed to open the device nodes. */
public final class NodeClosed implements Rule<Machine> {
    @Override
    public String id() {
        return "permissions.node.closed";
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
        if (!Surroundings.isPlainLinux(facts.machine())) {
            return Judgement.notApplicable("WSL and Jetson have other device nodes");
        }
        List<DeviceNode> closed = DeviceNodes.closed(facts.get(Needs.NODES))
                .filter(node -> !DeviceNodes.isOpenToAll(node))
                .toList();
        return Judgement.failIf(!closed.isEmpty(), () -> Judgement.fail()
                .with("nodes", closed.stream().map(DeviceNodes::shown).collect(Collectors.joining(", ")))
                .with(
                        "group",
                        closed.get(0)
                                .owner()
                                .toOptional()
                                .map(owner -> owner.substring(owner.indexOf(':') + 1))
                                .orElse("GROUP")));
    }
}
