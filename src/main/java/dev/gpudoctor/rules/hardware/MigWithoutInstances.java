package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** In MIG mode CUDA sees instances only, so there must be some. */
public final class MigWithoutInstances implements Rule<Gpu> {
    private static final Need<Gpu, Boolean> MIG = Need.of("MIG mode", Gpu::migEnabled);
    private static final Need<Gpu, Integer> INSTANCES = Need.of("MIG instances", Gpu::migInstances);

    @Override
    public String id() {
        return "hardware.mig.no-instances";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(MIG, INSTANCES);
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        return Judgement.failIf(facts.get(MIG) && facts.get(INSTANCES) == 0, () -> Judgement.fail()
                .with("index", facts.subject().index())
                .with(
                        "what",
                        Surroundings.isContainer(facts.machine())
                                ? "no MIG instance was given to this container"
                                : "has no MIG instance, so CUDA finds no device on it")
                .seenIn(facts.observed(MIG).evidence()));
    }
}
