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

/** Newer NVLink machines need a subnet manager beside the fabric manager. */
public final class SubnetManagerMissing implements Rule<Machine> {
    /** CUDA_ERROR_SYSTEM_NOT_READY. */
    private static final int SYSTEM_NOT_READY = 802;

    private static final Need<Object, Machine.FabricManager> MANAGER =
            Need.ofMachine("fabric manager", Machine::fabricManager);

    @Override
    public String id() {
        return "cuda.fabric.subnet-manager-missing";
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
        Machine.FabricManager manager = facts.get(MANAGER);
        boolean switches = facts.get(Needs.PCI).stream().anyMatch(PciDevice::isNvSwitch);
        boolean alone = manager.running().toOptional().orElse(false)
                && !manager.subnetManager().toOptional().orElse(true);
        return Judgement.failIf(
                facts.get(Needs.CU_INIT).code() == SYSTEM_NOT_READY && alone && !switches,
                () -> Judgement.fail().seenIn(facts.observed(Needs.CU_INIT).evidence()));
    }
}
