package dev.gpudoctor.rules.permissions;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** Jobs on several GPUs lock memory for their buffers. */
public final class MemlockLimited implements Rule<Machine> {
    private static final Need<Object, Long> LIMIT =
            Need.ofMachine("limit of locked memory", machine -> machine.limits().memlockBytes());
    /** Bytes below which pinned buffers of several GPUs do not fit: 1 GiB. */
    private static final long ENOUGH = 1L << 30;

    @Override
    public String id() {
        return "permissions.limit.memlock";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(LIMIT, Needs.ALL_GPUS);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        boolean several = facts.get(Needs.ALL_GPUS).size() > 1 && Surroundings.isContainer(facts.machine());
        return Judgement.failIf(several && facts.get(LIMIT) < ENOUGH, () -> Judgement.fail()
                .with("kibibytes", facts.get(LIMIT) >> 10)
                .seenIn(facts.observed(LIMIT).evidence()));
    }
}
