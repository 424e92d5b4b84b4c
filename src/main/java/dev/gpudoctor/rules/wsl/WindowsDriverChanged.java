package dev.gpudoctor.rules.wsl;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** A CDI specification written under an earlier Windows driver names files that are gone. */
public final class WindowsDriverChanged implements Rule<Machine> {
    private static final Need<Object, List<String>> MISSING = Need.ofMachine(
            "paths of CDI specifications", machine -> machine.containerTooling().cdiMissing());

    @Override
    public String id() {
        return "wsl.container.cdi-stale";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(MISSING);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isWsl(facts.machine())) {
            return Judgement.notApplicable("this is not WSL");
        }

        return Judgement.failIf(!facts.get(MISSING).isEmpty(), () -> Judgement.fail()
                .with("path", facts.get(MISSING).get(0))
                .with("count", facts.get(MISSING).size())
                .seenIn(facts.observed(MISSING).evidence()));
    }
}
