package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** Memory that others hold is not there for a new program. */
public final class MemoryHeld implements Rule<Gpu> {
    private static final Need<Gpu, Long> USED = Need.of("used memory", Gpu::memoryUsed);
    private static final Need<Gpu, Long> TOTAL = Need.of("memory", Gpu::memoryTotal);

    @Override
    public String id() {
        return "cuda.memory.held";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(USED, TOTAL);
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        long used = facts.get(USED);
        long total = facts.get(TOTAL);
        long own = facts.subject().processes().toOptional().orElse(List.of()).stream()
                .mapToLong(process -> process.usedBytes().toOptional().orElse(0L))
                .sum();
        return Judgement.failIf(used * 2 > total, () -> Judgement.fail()
                .with("index", facts.subject().index())
                .with("used", used >> 20)
                .with("total", total >> 20)
                .with(
                        "holders",
                        own * 2 > used
                                ? "by programs that NVML names"
                                : "by programs that NVML does not name to this user")
                .seenIn(facts.observed(USED).evidence()));
    }
}
