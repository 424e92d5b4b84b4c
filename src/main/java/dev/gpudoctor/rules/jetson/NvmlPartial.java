package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** On a board the management library is absent or answers little. */
public final class NvmlPartial implements Rule<Machine> {
    @Override
    public String id() {
        return "jetson.nvml.partial";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.NVML_INIT.orAbsence());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isJetson(facts.machine())) {
            return Judgement.notApplicable("this is no Jetson");
        }

        return Judgement.failIf(
                facts.find(Needs.NVML_INIT).map(result -> !result.isSuccess()).orElse(true),
                () -> Judgement.fail().seenIn(facts.observed(Needs.NVML_INIT).evidence()));
    }
}
