package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Causes;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A confidential GPU takes work only after it was set ready. */
public final class ConfidentialNotReady implements Rule<Machine> {
    private static final Need<Object, Boolean> READY = Need.ofMachine(
                    "ready state", machine -> machine.answers().confidentialReady())
            .hiddenBy(Causes.OF_NVML_FAILURE);

    @Override
    public String id() {
        return "cuda.confidential.not-ready";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(READY);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        return Judgement.failIf(!facts.get(READY), () -> Judgement.fail()
                .seenIn(facts.observed(READY).evidence()));
    }
}
