package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A defective memory row is replaced at the next reset. */
public final class RowRemapPending implements Rule<Gpu> {
    private static final Need<Gpu, Gpu.Ecc> ECC = Need.of("ECC state", Gpu::ecc);

    @Override
    public String id() {
        return "hardware.row-remap.pending";
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
    public List<String> followsFrom() {
        return List.of("hardware.row-remap.failed");
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        return Judgement.failIf(facts.get(ECC).remapPending(), () -> Judgement.fail()
                .with("index", facts.subject().index())
                .seenIn(facts.observed(ECC).evidence()));
    }
}
