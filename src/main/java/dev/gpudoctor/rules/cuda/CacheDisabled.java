package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;

/** Without its cache CUDA compiles the same kernels at each start. */
public final class CacheDisabled implements Rule<Machine> {
    @Override
    public String id() {
        return "cuda.cache.unusable";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        return Judgement.failIf(
                facts.machine()
                        .environment()
                        .getOrDefault("CUDA_CACHE_DISABLE", "0")
                        .equals("1"),
                Judgement::fail);
    }
}
