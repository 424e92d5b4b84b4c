package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Set;

/**
 * A small BAR1 window keeps peers and network cards from most of the GPU's memory, which concerns only a machine that has
 * modules for such transfers loaded.
 */
public final class SmallBar1 implements Rule<Gpu> {
    private static final Need<Gpu, Long> BAR1 = Need.of("BAR1 size", Gpu::bar1Total);
    private static final Need<Gpu, Long> MEMORY = Need.of("memory size", Gpu::memoryTotal);
    private static final Set<String> USERS = Set.of("nvidia_peermem", "nvidia_fs");
    /** Bytes of the window that firmware gives without large windows: 256 MiB. */
    private static final long CLASSIC = 1L << 28;

    @Override
    public String id() {
        return "hardware.bar1.small";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(BAR1, MEMORY);
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        boolean transfers = facts.machine().kernelDriver().modules().toOptional().orElse(List.of()).stream()
                .anyMatch(USERS::contains);
        return Judgement.failIf(
                transfers && facts.get(BAR1) <= CLASSIC && facts.get(MEMORY) > 4 * CLASSIC, () -> Judgement.fail()
                        .with("mebibytes", facts.get(BAR1) >> 20)
                        .with("index", facts.subject().index())
                        .seenIn(facts.observed(BAR1).evidence()));
    }
}
