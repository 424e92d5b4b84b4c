package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** What CUDA needs should be there before CUDA is asked. */
public final class InitNeedsProbing implements Rule<Machine> {
    @Override
    public String id() {
        return "cuda.init.woken";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.CU_INIT);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        List<String> changes = facts.machine().answers().changes();
        return Judgement.failIf(!changes.isEmpty(), () -> Judgement.fail().with("changes", String.join(", ", changes)));
    }
}
