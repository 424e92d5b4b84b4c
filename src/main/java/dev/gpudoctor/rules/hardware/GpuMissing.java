package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** A machine that is to run CUDA has an NVIDIA GPU on its bus. */
public final class GpuMissing implements Rule<Machine> {
    @Override
    public String id() {
        return "hardware.gpu.missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.PCI.orAbsence());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (!Surroundings.isPlainLinux(machine)) {
            return Judgement.notApplicable("the GPU of WSL and Jetson is not on the PCI bus");
        }
        boolean driven =
                facts.find(Needs.BOUND_GPUS).map(gpus -> !gpus.isEmpty()).orElse(false);
        return Judgement.failIf(
                !Surroundings.hasGpuOnBus(machine) && !driven && !Surroundings.showsGpu(machine), () -> Judgement.fail()
                        .with("functions", facts.find(Needs.PCI).map(List::size).orElse(0)));
    }
}
