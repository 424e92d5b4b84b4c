package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Some driver releases list GPUs wrongly where only some of them are in MIG mode. */
public final class MixedMigRegression implements Rule<Machine> {
    @Override
    public String id() {
        return "driver.mig.mixed-regression";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.DRIVER, Needs.ALL_GPUS);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Version driver = facts.get(Needs.DRIVER);
        Optional<Version> first = facts.matrix().bound("driver.mixed-mig-regression.first");
        Optional<Version> last = facts.matrix().bound("driver.mixed-mig-regression.last");
        if (first.isEmpty() || last.isEmpty()) {
            return Judgement.undetermined("the matrix does not name the releases");
        }
        Set<Boolean> modes = facts.get(Needs.ALL_GPUS).stream()
                .map(gpu -> gpu.migEnabled().toOptional().orElse(false))
                .collect(Collectors.toSet());
        boolean affected = !driver.isBelow(first.get()) && !last.get().isBelow(driver);
        return Judgement.failIf(affected && modes.size() > 1, () -> Judgement.fail()
                .with("driver", driver)
                .seenIn(facts.observed(Needs.DRIVER).evidence()));
    }
}
