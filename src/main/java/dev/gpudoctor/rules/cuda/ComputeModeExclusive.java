package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** In exclusive mode one program has the GPU, in prohibited mode none. */
public final class ComputeModeExclusive implements Rule<Gpu> {
    private static final Need<Gpu, String> MODE = Need.of("compute mode", Gpu::computeMode);

    @Override
    public String id() {
        return "cuda.compute-mode.exclusive";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(MODE);
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        String mode = facts.get(MODE);
        return Judgement.failIf(!mode.equals("DEFAULT"), () -> Judgement.fail()
                .with("mode", mode)
                .with("index", facts.subject().index())
                .seenIn(facts.observed(MODE).evidence()));
    }
}
