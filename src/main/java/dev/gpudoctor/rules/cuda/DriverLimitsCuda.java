package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** Between the family's floor and the toolkit's own driver, a CUDA runtime works with limits. */
public final class DriverLimitsCuda implements Rule<Consumer> {
    @Override
    public String id() {
        return "cuda.driver.minor-compatibility";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.CONSUMERS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Needs.CUDA, Needs.DRIVER);
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        if (facts.machine().jetson().isFound()) {
            return Judgement.notApplicable("the driver of a Jetson belongs to its JetPack");
        }
        return DriverReach.of(facts) instanceof Compatibility.Limited limited
                ? Judgement.fail()
                        .with("driver", facts.get(Needs.DRIVER))
                        .with("cuda", facts.get(Needs.CUDA).prefix(2))
                        .with("own", limited.needed())
                        .seenIn(facts.observed(Needs.DRIVER).evidence())
                        .restingOn(limited.rows(), "minDriverLinux", "minDriverWindows")
                : Judgement.pass();
    }
}
