package dev.gpudoctor.rules.permissions;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** CUDA reserves far more address space than memory, so that space must not be limited. */
public final class AddressSpaceLimited implements Rule<Machine> {
    private static final Need<Object, Long> LIMIT =
            Need.ofMachine("address-space limit", machine -> machine.limits().addressSpaceBytes());

    @Override
    public String id() {
        return "permissions.limit.address-space";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(LIMIT);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        return Judgement.failIf(facts.get(LIMIT) < Long.MAX_VALUE, () -> Judgement.fail()
                .with("gibibytes", facts.get(LIMIT) >> 30)
                .seenIn(facts.observed(LIMIT).evidence()));
    }
}
