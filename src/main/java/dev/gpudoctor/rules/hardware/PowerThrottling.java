package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Set;

/** A GPU at its power limit, or told by the chassis to brake, slows down. */
public final class PowerThrottling implements Rule<Gpu> {
    private static final Need<Gpu, List<String>> REASONS = Need.of("clock event reasons", Gpu::clockReasons);
    private static final Set<String> BRAKES = Set.of("SW_POWER_CAP", "HW_SLOWDOWN", "HW_POWER_BRAKE_SLOWDOWN");

    @Override
    public String id() {
        return "hardware.power.throttling";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(REASONS);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("hardware.thermal.throttling", "hardware.gpu.power-cable");
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        List<String> reasons =
                facts.get(REASONS).stream().filter(BRAKES::contains).toList();
        return Judgement.failIf(!reasons.isEmpty(), () -> Judgement.fail()
                .with("reasons", String.join(", ", reasons))
                .with("index", facts.subject().index())
                .seenIn(facts.observed(REASONS).evidence()));
    }
}
