package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** On a board only the nvidia runtime gives a container the GPU. */
public final class DefaultRuntime implements Rule<Machine> {
    private static final Need<Object, String> RUNTIME = Need.ofMachine(
            "default runtime of docker", machine -> machine.containerTooling().defaultRuntime());

    @Override
    public String id() {
        return "jetson.docker.default-runtime";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(RUNTIME);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isJetson(facts.machine())) {
            return Judgement.notApplicable("this is no Jetson");
        }

        return Judgement.failIf(!facts.get(RUNTIME).equals("nvidia"), () -> Judgement.fail()
                .with("runtime", facts.get(RUNTIME))
                .seenIn(facts.observed(RUNTIME).evidence()));
    }
}
