package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** Without persistence a GPU that nobody uses is shut down and started again for each program. */
public final class PersistenceOff implements Rule<Gpu> {
    private static final Need<Gpu, Boolean> PERSISTENCE = Need.of("persistence mode", Gpu::persistence);

    @Override
    public String id() {
        return "driver.persistence.off";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(PERSISTENCE);
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        return Judgement.failIf(
                !facts.get(PERSISTENCE) && Surroundings.isPlainLinux(facts.machine()),
                () -> Judgement.fail().seenIn(facts.observed(PERSISTENCE).evidence()));
    }
}
