package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** Jobs on several GPUs and data loaders exchange data through /dev/shm. */
public final class SharedMemorySmall implements Rule<Machine> {
    private static final Need<Object, Long> SIZE =
            Need.ofMachine("size of /dev/shm", machine -> machine.limits().shmBytes());
    /** What container engines give when nobody asks for more: 64 MiB. */
    private static final long DEFAULT = 64L << 20;

    @Override
    public String id() {
        return "container.shm.too-small";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(SIZE);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is no container");
        }

        return Judgement.failIf(facts.get(SIZE) <= DEFAULT, () -> Judgement.fail()
                .with("mebibytes", facts.get(SIZE) >> 20)
                .seenIn(facts.observed(SIZE).evidence()));
    }
}
