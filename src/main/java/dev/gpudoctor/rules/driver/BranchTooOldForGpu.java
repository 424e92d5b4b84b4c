package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A driver branch knows only the GPUs that were there when it began. */
public final class BranchTooOldForGpu implements Rule<PciDevice> {
    @Override
    public String id() {
        return "driver.branch.too-old-for-gpu";
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
        List<Capability> rows =
                facts.matrix().capabilitiesOfPciDevice(facts.subject().deviceId());
        if (rows.isEmpty()) {
            return Judgement.undetermined(
                    "the matrix does not know the GPU 10de:" + facts.subject().deviceId());
        }
        Version driver = facts.get(Needs.DRIVER);
        Optional<Integer> first =
                rows.stream().flatMap(row -> row.firstDriverBranch().stream()).min(Comparator.naturalOrder());
        return Judgement.failIf(first.isPresent() && driver.major() < first.get(), () -> Judgement.fail()
                .with("branch", first.get())
                .with("driver", driver)
                .with("gpu", facts.subject().address())
                .with("architecture", rows.get(0).architecture())
                .seenIn(facts.observed(Needs.DRIVER).evidence())
                .restingOn(rows.get(0), "firstDriverBranch"));
    }
}
