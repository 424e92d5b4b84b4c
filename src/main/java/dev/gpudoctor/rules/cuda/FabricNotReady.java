package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** On NVSwitch machines CUDA starts only when the fabric is set up. */
public final class FabricNotReady implements Rule<Machine> {
    /** CUDA_ERROR_SYSTEM_NOT_READY. */
    private static final int SYSTEM_NOT_READY = 802;

    @Override
    public String id() {
        return "cuda.fabric.not-ready";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.CU_INIT);
    }

    @Override
    public List<String> followsFrom() {
        return List.of(
                "cuda.fabric.version-mismatch", "cuda.fabric.subnet-manager-missing", "cuda.confidential.not-ready");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        boolean running = machine.fabricManager()
                .toOptional()
                .flatMap(manager -> manager.running().toOptional())
                .orElse(false);
        return Judgement.failIf(facts.get(Needs.CU_INIT).code() == SYSTEM_NOT_READY, () -> Judgement.fail()
                .with(
                        "state",
                        Surroundings.isContainer(machine)
                                ? "the fabric manager belongs to the host, which cannot be seen from here"
                                : machine.fabricManager().isAbsent()
                                        ? "the fabric manager is not installed"
                                        : running
                                                ? "the fabric manager runs, but has not finished"
                                                : "the fabric manager does not run")
                .with(
                        "branch",
                        machine.driverVersion()
                                .toOptional()
                                .map(driver -> driver.prefix(1).toString())
                                .orElse("BRANCH"))
                .seenIn(facts.observed(Needs.CU_INIT).evidence()));
    }
}
