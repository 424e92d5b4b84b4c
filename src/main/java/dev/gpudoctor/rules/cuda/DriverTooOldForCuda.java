package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A CUDA runtime starts only on a driver at or above its family's floor, or above its own minimum before CUDA 11. */
public final class DriverTooOldForCuda implements Rule<Consumer> {
    @Override
    public String id() {
        return "cuda.driver.too-old";
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
        return ByLaw.judge(DriverReach.of(facts), forbidden -> Judgement.fail()
                .with("driver", facts.get(Needs.DRIVER))
                .with("cuda", facts.get(Needs.CUDA).prefix(2))
                .with("floor", forbidden.needed())
                .seenIn(facts.observed(Needs.DRIVER).evidence())
                .seenIn(facts.observed(Needs.CUDA).evidence())
                .restingOn(forbidden.rows(), "minDriverLinux", "minDriverWindows"));
    }
}
