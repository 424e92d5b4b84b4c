package dev.gpudoctor.rules.driver;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.matrix.Capability;
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

/**
 * A driver branch knows only the GPUs that were there when it began, and newer branches leave old GPUs out: a rule for each
 * end of that range.
 */
public final class BranchRangeOfGpu implements Rule<PciDevice> {
    private final String id;
    private final Reason reason;
    private final String field;

    private BranchRangeOfGpu(String id, Reason reason, String field) {
        this.id = id;
        this.reason = reason;
        this.field = field;
    }

    public static BranchRangeOfGpu fromItsFirst() {
        return new BranchRangeOfGpu("driver.branch.too-old-for-gpu", Reason.TOO_OLD, "firstDriverBranch");
    }

    public static BranchRangeOfGpu toItsLast() {
        return new BranchRangeOfGpu("driver.branch.dropped-gpu", Reason.DROPPED, "lastDriverBranch");
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Scope<PciDevice> scope() {
        return Scope.PCI_GPUS;
    }

    @Override
    public List<Need<? super PciDevice, ?>> needs() {
        return List.of(Needs.DRIVER);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("driver.gpu.other-driver", "driver.nouveau.loaded");
    }

    @Override
    public Judgement judge(Case<PciDevice> facts) {
        if (Surroundings.shows(facts.machine(), facts.subject())) {
            return Judgement.pass();
        }
        Version driver = facts.get(Needs.DRIVER);
        Compatibility answer = new DriverLaw(facts.matrix(), facts.platform())
                .runsPciDevice(driver, facts.subject().deviceId());
        return answer instanceof Compatibility.Forbidden other && other.reason() != reason
                ? Judgement.pass()
                : ByLaw.judge(answer, forbidden -> {
                    Capability row = (Capability) forbidden.rows().get(0);
                    return Judgement.fail()
                            .with("branch", forbidden.needed())
                            .with("driver", driver)
                            .with("gpu", facts.subject().address())
                            .with("architecture", row.architecture())
                            .seenIn(facts.observed(Needs.DRIVER).evidence())
                            .restingOn(row, field);
                });
    }
}
