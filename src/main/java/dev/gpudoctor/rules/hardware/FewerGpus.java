package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Causes;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** Every GPU on the bus should be usable. */
public final class FewerGpus implements Rule<Machine> {
    @Override
    public String id() {
        return "hardware.gpu.fewer";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.PCI, Needs.NVML_DEVICES);
    }

    @Override
    public List<String> followsFrom() {
        return Causes.OF_A_LOST_GPU;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (Surroundings.isContainer(facts.machine()) || !Surroundings.isPlainLinux(facts.machine())) {
            return Judgement.notApplicable("a part of the machine's GPUs may be meant for us");
        }
        long onBus = facts.get(Needs.PCI).stream().filter(PciDevice::isGpu).count();
        int counted = facts.get(Needs.NVML_DEVICES);
        return Judgement.failIf(counted < onBus, () -> Judgement.fail()
                .with("onBus", onBus)
                .with("driven", counted)
                .seenIn(facts.observed(Needs.NVML_DEVICES).evidence()));
    }
}
