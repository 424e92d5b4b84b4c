package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** Docker from a snap reads other files and cannot run the host's hook. */
public final class DockerSnap implements Rule<Machine> {
    @Override
    public String id() {
        return "container.docker.snap";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.ENGINE);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is asked on the host");
        }

        return Judgement.failIf(facts.get(Needs.ENGINE).startsWith("/snap/"), () -> Judgement.fail()
                .with("engine", facts.get(Needs.ENGINE)));
    }
}
