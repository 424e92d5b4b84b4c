package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** CPU and GPU of a board share its memory. */
public final class MemoryLow implements Rule<Machine> {
    private static final Need<Object, Long> AVAILABLE =
            Need.ofMachine("available memory", machine -> machine.limits().memoryAvailableBytes());
    private static final Need<Object, Long> TOTAL =
            Need.ofMachine("memory", machine -> machine.limits().memoryTotalBytes());
    /** Warned of when less than one part in this many is left. */
    private static final long SHARE = 10;

    @Override
    public String id() {
        return "jetson.memory.low";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(AVAILABLE, TOTAL);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isJetson(facts.machine())) {
            return Judgement.notApplicable("this is no Jetson");
        }

        long free = facts.get(AVAILABLE);
        return Judgement.failIf(free * SHARE < facts.get(TOTAL), () -> Judgement.fail()
                .with("mebibytes", free >> 20)
                .with("total", facts.get(TOTAL) >> 20)
                .seenIn(facts.observed(AVAILABLE).evidence()));
    }
}
