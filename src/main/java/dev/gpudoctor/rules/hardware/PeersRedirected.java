package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Interconnect;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;

/** Access control on the bridges sends transfers between GPUs through the root complex. */
public final class PeersRedirected implements Rule<Machine> {
    @Override
    public String id() {
        return "hardware.p2p.acs";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.ALL_GPUS);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (Surroundings.isContainer(machine) || machine.os().virtualization().isFound()) {
            return Judgement.notApplicable("bridges are the host's");
        }
        List<Gpu> gpus = facts.get(Needs.ALL_GPUS);
        Optional<List<String>> bridges =
                machine.interconnect().flatMap(Interconnect::redirectingBridges).toOptional();
        List<String> iommu =
                machine.interconnect().flatMap(Interconnect::iommu).toOptional().orElse(List.of());
        boolean translates = bridges.isEmpty() && iommu.stream().anyMatch(type -> type.startsWith("DMA"));
        if (gpus.size() < 2 || bridges.isEmpty() && iommu.isEmpty()) {
            return Judgement.notApplicable("no several GPUs, or what is between them is not known");
        }
        boolean linked = gpus.stream()
                .allMatch(gpu -> gpu.nvLinks().toOptional().orElse(List.of()).contains(true));
        boolean consumer = gpus.stream()
                .allMatch(gpu ->
                        gpu.brand().toOptional().filter("GEFORCE"::equals).isPresent());
        boolean redirects = bridges.filter(list -> !list.isEmpty()).isPresent();
        return Judgement.failIf((redirects || translates) && !linked && !consumer, () -> Judgement.fail()
                .with(
                        "bridges",
                        redirects
                                ? "access control is on at " + String.join(", ", bridges.orElseThrow())
                                : "the IOMMU translates them; only root can see whether bridges redirect them too")
                .with("iommu", iommu.isEmpty() ? "unknown" : String.join(", ", iommu))
                .seenIn(machine.interconnect()
                        .flatMap(redirects ? Interconnect::redirectingBridges : Interconnect::iommu)
                        .evidence())
                .atMost(redirects ? Severity.WARNING : Severity.INFO));
    }
}
