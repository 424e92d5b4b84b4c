package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A defective memory page is taken out of use at the next reset. */
public final class RetirementPending implements Rule<Gpu> {
    private static final Need<Gpu, Boolean> PENDING = Need.of("retired pages", Gpu::retirementPending);

    @Override
    public String id() {
        return "hardware.page-retirement.pending";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(PENDING);
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        return Judgement.failIf(facts.get(PENDING), () -> Judgement.fail()
                .with("index", facts.subject().index())
                .seenIn(facts.observed(PENDING).evidence()));
    }
}
