package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** Memory errors that ECC could not correct make results wrong. */
public final class EccUncorrectable implements Rule<Gpu> {
    private static final Need<Gpu, Gpu.Ecc> ECC = Need.of("ECC state", Gpu::ecc);

    @Override
    public String id() {
        return "hardware.ecc.uncorrectable";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(ECC);
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        return Judgement.failIf(facts.get(ECC).volatileUncorrected() > 0, () -> Judgement.fail()
                .with("errors", facts.get(ECC).volatileUncorrected())
                .with("index", facts.subject().index())
                .seenIn(facts.observed(ECC).evidence()));
    }
}
