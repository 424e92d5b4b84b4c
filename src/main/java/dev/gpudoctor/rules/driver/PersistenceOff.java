package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/**
 * Without persistence a GPU that nobody uses is shut down and started again for each program. That is worth a word only
 * where it shows: a library that took too long, or a driver that was brought up by asking it.
 */
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
        if (!Surroundings.isPlainLinux(facts.machine()) || Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("persistence mode is set on a Linux host");
        }
        boolean shows = !facts.machine().answers().changes().isEmpty()
                || facts.machine().answers().incidents().stream()
                        .anyMatch(incident -> incident.kind() == Incident.Kind.TIME_OUT);
        return Judgement.failIf(!facts.get(PERSISTENCE) && shows, () -> Judgement.fail()
                .seenIn(facts.observed(PERSISTENCE).evidence()));
    }
}
