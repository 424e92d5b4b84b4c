package dev.gpudoctor.rules.env;

import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.stream.Stream;

/** Compiler, headers and libraries of one build must be of one toolkit. */
public final class SeveralToolkits implements Rule<Machine> {
    @Override
    public String id() {
        return "env.toolkits.several";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        Optional<Toolkit> taken =
                machine.toolkits().stream().filter(Toolkit::isDefault).findFirst();
        Optional<Toolkit> named = Stream.of("CUDA_HOME", "CUDA_PATH")
                .flatMap(name -> Optional.ofNullable(machine.environment().get(name)).stream())
                .flatMap(home -> machine.toolkits().stream()
                        .filter(toolkit -> toolkit.directory().equals(home)))
                .findFirst();
        Optional<Version> one = taken.flatMap(toolkit -> toolkit.version().toOptional());
        Optional<Version> other = named.flatMap(toolkit -> toolkit.version().toOptional());
        if (one.isEmpty() || other.isEmpty()) {
            return Judgement.notApplicable("the variables name no second toolkit");
        }
        return ByLaw.judge(CudaLaw.amongLibraries(one.get(), other.get()), forbidden -> Judgement.fail()
                .with("taken", taken.get().directory())
                .with("named", named.get().directory()));
    }
}
