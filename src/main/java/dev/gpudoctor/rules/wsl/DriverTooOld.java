package dev.gpudoctor.rules.wsl;

import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;

/** Only newer Windows drivers offer CUDA inside WSL. */
public final class DriverTooOld implements Rule<Machine> {
    @Override
    public String id() {
        return "wsl.driver.too-old";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.DRIVER);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("wsl.driver.linux-inside");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isWsl(facts.machine())) {
            return Judgement.notApplicable("this is not WSL");
        }

        Version driver = facts.get(Needs.DRIVER);
        return ByLaw.judge(
                new DriverLaw(facts.matrix(), facts.platform()).runsInWsl(driver), forbidden -> Judgement.fail()
                        .with("driver", driver)
                        .with("floor", forbidden.needed())
                        .seenIn(facts.observed(Needs.DRIVER).evidence()));
    }
}
