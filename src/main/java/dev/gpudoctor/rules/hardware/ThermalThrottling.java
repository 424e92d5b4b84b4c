package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A GPU that is too hot slows itself down. */
public final class ThermalThrottling implements Rule<Gpu> {
    private static final Need<Gpu, List<String>> REASONS = Need.of("clock event reasons", Gpu::clockReasons);

    @Override
    public String id() {
        return "hardware.thermal.throttling";
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
    public Judgement judge(Case<Gpu> facts) {
        List<String> reasons = facts.get(REASONS).stream()
                .filter(reason -> reason.contains("THERMAL"))
                .toList();
        return Judgement.failIf(!reasons.isEmpty(), () -> Judgement.fail()
                .with("reasons", String.join(", ", reasons))
                .with("index", facts.subject().index())
                .with(
                        "temperature",
                        facts.subject()
                                .temperature()
                                .toOptional()
                                .map(degrees -> degrees + " °C")
                                .orElse("an unknown temperature"))
                .seenIn(facts.observed(REASONS).evidence()));
    }
}
