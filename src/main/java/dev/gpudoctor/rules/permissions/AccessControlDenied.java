package dev.gpudoctor.rules.permissions;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.DeviceNodes;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** SELinux or AppArmor can keep a process from device nodes whose mode allows it. */
public final class AccessControlDenied implements Rule<Machine> {
    private static final Need<Object, String> CONTROL =
            Need.ofMachine("access control", machine -> machine.os().accessControl());
    /** NVML_ERROR_NO_PERMISSION. */
    private static final int NO_PERMISSION = 4;

    @Override
    public String id() {
        return "permissions.access-control.denied";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(CONTROL);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("permissions.node.closed");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        boolean closed =
                DeviceNodes.closed(facts.find(Needs.NODES).orElse(List.of())).anyMatch(DeviceNodes::isOpenToAll);
        boolean told = facts.find(Needs.NVML_INIT)
                .map(result -> result.code() == NO_PERMISSION)
                .orElse(false);
        return Judgement.failIf(closed || told, () -> Judgement.fail()
                .with("control", facts.get(CONTROL))
                .seenIn(facts.observed(CONTROL).evidence()));
    }
}
