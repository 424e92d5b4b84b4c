package dev.gpudoctor.rules.driver;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;

/**
 * A driver branch runs the GPUs from the one that introduced them to the one that dropped them. A GPU that the driver
 * itself lists is run by it, whatever the tables say.
 */
public final class BranchRunsGpu implements Rule<Gpu> {
    @Override
    public String id() {
        return "driver.gpu.not-supported";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(Needs.CAPABILITY, Needs.DRIVER);
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        if (facts.subject().uuid().isFound()) {
            return Judgement.pass();
        }
        Version driver = facts.get(Needs.DRIVER);
        Compatibility answer =
                new DriverLaw(facts.matrix(), facts.platform()).runsGpu(driver, facts.get(Needs.CAPABILITY));
        return ByLaw.judge(answer, forbidden -> {
            Capability row = (Capability) forbidden.rows().get(0);
            return Judgement.fail()
                    .with("driver", driver)
                    .with("gpu", facts.subject().name().toOptional().orElse("this GPU"))
                    .with("architecture", row.architecture())
                    .with("range", range(row))
                    .with("branch", forbidden.needed())
                    .seenIn(facts.observed(Needs.DRIVER).evidence())
                    .restingOn(row, forbidden.reason() == Reason.DROPPED ? "lastDriverBranch" : "firstDriverBranch");
        });
    }

    private static String range(Capability row) {
        return row.firstDriverBranch().map(first -> first + " or newer").orElse("any branch")
                + row.lastDriverBranch().map(last -> ", up to " + last).orElse("");
    }
}
