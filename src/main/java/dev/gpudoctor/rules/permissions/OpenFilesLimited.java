package dev.gpudoctor.rules.permissions;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** Jobs on many GPUs open many files. */
public final class OpenFilesLimited implements Rule<Machine> {
    private static final Need<Object, Long> LIMIT =
            Need.ofMachine("limit of open files", machine -> machine.limits().openFiles());
    private static final int MANY = 8;
    /** What most systems set when nobody asks for more. */
    private static final long DEFAULT = 1024;

    @Override
    public String id() {
        return "permissions.limit.open-files";
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
        return Judgement.failIf(
                facts.get(Needs.ALL_GPUS).size() >= MANY && facts.get(LIMIT) <= DEFAULT, () -> Judgement.fail()
                        .with("limit", facts.get(LIMIT))
                        .seenIn(facts.observed(LIMIT).evidence()));
    }
}
