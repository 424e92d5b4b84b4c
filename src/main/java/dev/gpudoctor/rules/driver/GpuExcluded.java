package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.KernelDriver.BoundGpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A module parameter can keep a GPU from use. */
public final class GpuExcluded implements Rule<Machine> {
    @Override
    public String id() {
        return "driver.gpu.excluded";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.BOUND_GPUS);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        List<String> excluded = facts.get(Needs.BOUND_GPUS).stream()
                .filter(gpu -> gpu.excluded().toOptional().orElse(false))
                .map(BoundGpu::address)
                .toList();
        return Judgement.failIf(!excluded.isEmpty(), () -> Judgement.fail()
                .with("gpus", String.join(", ", excluded))
                .seenIn(facts.observed(Needs.BOUND_GPUS).evidence()));
    }
}
