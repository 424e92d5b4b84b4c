package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A virtual GPU keeps its speed and CUDA only with a licence. */
public final class VgpuUnlicensed implements Rule<Gpu> {
    private static final Need<Gpu, Boolean> LICENSED = Need.of("vGPU licence", Gpu::licensed);

    @Override
    public String id() {
        return "hardware.vgpu.unlicensed";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(LICENSED);
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        return Judgement.failIf(!facts.get(LICENSED), () -> Judgement.fail()
                .with("index", facts.subject().index())
                .seenIn(facts.observed(LICENSED).evidence()));
    }
}
