package dev.gpudoctor.rules.env;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.Optional;

/** An empty or invalid first entry of CUDA_VISIBLE_DEVICES hides every GPU. */
public final class VisibleDevicesEmpty implements Rule<Machine> {
    @Override
    public String id() {
        return "env.cuda-visible-devices.empty";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Optional<String> value =
                Optional.ofNullable(facts.machine().environment().get("CUDA_VISIBLE_DEVICES"));
        if (value.isEmpty()) {
            return Judgement.notApplicable("CUDA_VISIBLE_DEVICES is not set");
        }

        String first = value.get().split(",", 2)[0].strip();
        return Judgement.failIf(
                first.isEmpty() || first.equals("-1"), () -> Judgement.fail().with("value", value.get()));
    }
}
