package dev.gpudoctor.rules.policy;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.List;
import java.util.Optional;

/** The driver must show as many GPUs as are asked for. */
final class GpuCountRequired implements Rule<Machine> {
    /** Package-private for the other rules about GPUs. Where the driver shows none, an empty bus tells that there is none. */
    static final Need<Object, List<Gpu>> GPUS =
            Need.ofMachine("GPUs", GpuCountRequired::gpus).orAbsence();

    private final Requirement requirement;
    private final VersionRange range;

    GpuCountRequired(Requirement requirement, VersionRange range) {
        this.requirement = requirement;
        this.range = range;
    }

    @Override
    public String id() {
        return "policy.gpu-count.unmet";
    }

    @Override
    public Scope<Machine> scope() {
        return requirement.scope();
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(GPUS);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        int count = facts.find(GPUS).map(List::size).orElse(0);
        Optional<Version> number = Version.parse(Integer.toString(count));
        return Judgement.failIf(
                number.filter(range::admits).isEmpty(),
                () -> requirement.unmet(count == 1 ? "1 GPU" : count + " GPUs"));
    }

    private static Observed<List<Gpu>> gpus(Machine machine) {
        boolean onBus = machine.jetson().isAbsent() && machine.os().wsl().isAbsent();
        boolean emptyBus = machine.pci()
                .toOptional()
                .filter(devices -> devices.stream().noneMatch(PciDevice::isGpu))
                .isPresent();
        return !machine.gpus().isFound() && onBus && emptyBus ? Observed.found(List.of()) : machine.gpus();
    }
}
