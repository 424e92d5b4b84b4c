package dev.gpudoctor.rules.permissions;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A sandbox must allow the system calls that the driver makes. */
public final class SeccompRefused implements Rule<Machine> {
    /** CUDA_ERROR_OPERATING_SYSTEM. */
    private static final int OPERATING_SYSTEM = 304;

    private static final Need<Object, Boolean> SECCOMP =
            Need.ofMachine("seccomp filter", machine -> machine.os().seccomp());

    @Override
    public String id() {
        return "permissions.seccomp.refused";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.CU_INIT, SECCOMP);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("permissions.limit.address-space");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        return Judgement.failIf(
                facts.get(Needs.CU_INIT).code() == OPERATING_SYSTEM && facts.get(SECCOMP),
                () -> Judgement.fail().seenIn(facts.observed(SECCOMP).evidence()));
    }
}
