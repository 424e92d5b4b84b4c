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

/** Newer driver branches leave old GPUs out. */
public final class GpuDropped implements Rule<PciDevice> {
    @Override
    public String id() {
        return "driver.branch.dropped-gpu";
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
        Optional<Integer> last = rows.stream()
                        .allMatch(row -> row.lastDriverBranch().isPresent())
                ? rows.stream().flatMap(row -> row.lastDriverBranch().stream()).max(Comparator.naturalOrder())
                : Optional.empty();
        return Judgement.failIf(last.isPresent() && driver.major() > last.get(), () -> Judgement.fail()
                .with("branch", last.get())
                .with("driver", driver)
                .with("gpu", facts.subject().address())
                .with("architecture", rows.get(0).architecture())
                .seenIn(facts.observed(Needs.DRIVER).evidence())
                .restingOn(rows.get(0), "lastDriverBranch"));
    }
}
