package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A fabric manager has work only where NVSwitches are. */
public final class FabricNotNeeded implements Rule<Machine> {
    private static final Need<Object, Machine.FabricManager> MANAGER =
            Need.ofMachine("fabric manager", Machine::fabricManager);

    @Override
    public String id() {
        return "cuda.fabric.not-needed";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(MANAGER, Needs.CU_INIT, Needs.PCI);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        boolean switches = facts.get(Needs.PCI).stream().anyMatch(PciDevice::isNvSwitch);
        boolean fabric = facts.find(Needs.ALL_GPUS).orElse(List.of()).stream()
                .anyMatch(gpu -> gpu.fabricState().isFound());
        boolean works = facts.get(Needs.CU_INIT).isSuccess();
        return Judgement.failIf(
                !switches
                        && !fabric
                        && works
                        && !facts.get(MANAGER).running().toOptional().orElse(true),
                Judgement::fail);
    }
}
