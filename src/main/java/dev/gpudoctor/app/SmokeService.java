package dev.gpudoctor.app;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.smoke.Explanation;
import dev.gpudoctor.smoke.FrameworkExplanation;
import dev.gpudoctor.smoke.Layer;
import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.SmokeReport;
import dev.gpudoctor.smoke.SmokeRequest;
import dev.gpudoctor.smoke.SmokeRunner;
import dev.gpudoctor.smoke.WorkerHome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tries layers on this machine for a check: whether they work at all, in single precision. */
public final class SmokeService {
    /** Every layer that needs neither a model nor a Python environment. */
    public static final List<Layer> OF_THE_MACHINE = Arrays.stream(Layer.values())
            .filter(layer -> layer != Layer.MODEL && layer != Layer.FRAMEWORK)
            .toList();

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long SEED = 42;

    private final Catalog catalog;
    private final Map<String, String> environment;
    private final Consumer<String> progress;

    /** @param progress is told what is tried now */
    public SmokeService(Catalog catalog, Map<String, String> environment, Consumer<String> progress) {
        this.catalog = catalog;
        this.environment = Map.copyOf(environment);
        this.progress = progress;
    }

    /** Tries them on the first GPU of this machine, of which those are the facts. */
    public SmokeReport run(List<Layer> layers, Machine machine) throws InterruptedException {
        SmokeRequest request = new SmokeRequest(
                layers, List.of(Precision.FP32), LIMIT, Optional.empty(), SEED, Optional.empty(), false, List.of());
        int gpu = machine.gpus().toOptional().stream()
                .flatMap(List::stream)
                .map(Gpu::index)
                .findFirst()
                .orElse(0);
        return new SmokeRunner(
                        WorkerHome.current(),
                        new Explanation(catalog),
                        new FrameworkExplanation(catalog, Matrix.builtIn()),
                        new NvmlMonitor(environment),
                        environment,
                        progress)
                .run(request, SmokeTargets.of(machine, gpu));
    }
}
