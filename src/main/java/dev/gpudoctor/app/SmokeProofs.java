package dev.gpudoctor.app;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.policy.SmokeLayerPassed;
import dev.gpudoctor.smoke.Explanation;
import dev.gpudoctor.smoke.Layer;
import dev.gpudoctor.smoke.LayerResult;
import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.SmokeRequest;
import dev.gpudoctor.smoke.SmokeRunner;
import dev.gpudoctor.smoke.WorkerHome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tries the layers that a policy wants to be tried, and makes of each a rule that tells what came of it. */
public final class SmokeProofs {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long SEED = 42;

    private final Catalog catalog;
    private final Map<String, String> environment;
    private final Consumer<String> progress;

    /** @param progress is told what is tried now */
    public SmokeProofs(Catalog catalog, Map<String, String> environment, Consumer<String> progress) {
        this.catalog = catalog;
        this.environment = Map.copyOf(environment);
        this.progress = progress;
    }

    /** Tries them on this machine, of which those are the facts. */
    public List<Rule<Machine>> live(List<Layer> layers, Machine machine) throws InterruptedException {
        if (layers.isEmpty()) {
            return List.of();
        }
        SmokeRequest request = new SmokeRequest(
                layers, List.of(Precision.FP32), LIMIT, Optional.empty(), SEED, Optional.empty(), false);
        SmokeRunner runner = new SmokeRunner(WorkerHome.current(), new Explanation(catalog), environment, progress);
        return runner.run(request, SmokeTargets.of(machine, 0)).layers().stream()
                .map(SmokeProofs::rule)
                .toList();
    }

    /** What can be said of them without a running machine. */
    public static List<Rule<Machine>> elsewhere(List<Layer> layers) {
        return layers.stream()
                .<Rule<Machine>>map(layer -> SmokeLayerPassed.notHere(layer.id()))
                .toList();
    }

    private static Rule<Machine> rule(LayerResult result) {
        String layer = result.layer().id();
        return switch (result.outcome()) {
            case PASSED -> SmokeLayerPassed.passed(layer);
            case FAILED -> SmokeLayerPassed.failed(layer, result.reason());
            case SKIPPED -> SmokeLayerPassed.skipped(layer, result.reason());
        };
    }
}
