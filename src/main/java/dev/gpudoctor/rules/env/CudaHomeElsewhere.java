package dev.gpudoctor.rules.env;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.Optional;

/** CUDA_HOME should name a toolkit that is here. */
public final class CudaHomeElsewhere implements Rule<Machine> {
    @Override
    public String id() {
        return "env.cuda-home.elsewhere";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        Optional<String> home = Optional.ofNullable(machine.environment().get("CUDA_HOME"));
        if (home.isEmpty()) {
            return Judgement.notApplicable("CUDA_HOME is not set");
        }
        boolean here = home.get().equals("/usr/local/cuda")
                ? !machine.toolkits().isEmpty()
                : machine.toolkits().stream()
                        .anyMatch(toolkit -> toolkit.directory().equals(home.get()));
        return Judgement.failIf(!here, () -> Judgement.fail().with("home", home.get()));
    }
}
