package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Optional;

/** A driver branch runs the GPUs from the one that introduced them to the one that dropped them. */
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
        int branch = facts.get(Needs.DRIVER).major();
        Optional<Capability> row = facts.matrix().capability(facts.get(Needs.CAPABILITY));
        if (row.isEmpty() || facts.platform() == Platform.WINDOWS || row.get().tegra()) {
            return Judgement.notApplicable("no table of driver branches for this GPU here");
        }
        boolean dropped =
                row.get().lastDriverBranch().filter(last -> branch > last).isPresent();
        boolean early =
                row.get().firstDriverBranch().filter(first -> branch < first).isPresent();
        return Judgement.failIf(dropped || early, () -> Judgement.fail()
                .with("driver", facts.get(Needs.DRIVER))
                .with("gpu", facts.subject().name().toOptional().orElse("this GPU"))
                .with("architecture", row.get().architecture())
                .with("range", range(row.get()))
                .with(
                        "branch",
                        row.get()
                                .lastDriverBranch()
                                .filter(last -> dropped)
                                .or(() -> row.get().firstDriverBranch())
                                .map(String::valueOf)
                                .orElseThrow())
                .seenIn(facts.observed(Needs.DRIVER).evidence())
                .restingOn(row.get(), dropped ? "lastDriverBranch" : "firstDriverBranch"));
    }

    private static String range(Capability row) {
        return row.firstDriverBranch().map(first -> first + " or newer").orElse("any branch")
                + row.lastDriverBranch().map(last -> ", up to " + last).orElse("");
    }
}
