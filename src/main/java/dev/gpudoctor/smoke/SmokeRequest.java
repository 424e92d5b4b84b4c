package dev.gpudoctor.smoke;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to try.
 *
 * @param layers in any order; they run from the driver up
 * @param precisions to build engines for
 * @param limit the longest one layer may take
 * @param dlaCore DLA core to build for
 * @param seed of the pseudo-random inputs
 * @param model the user's model
 * @param compare whether to run the model in ONNX Runtime too
 * @param frameworks what layer {@link Layer#FRAMEWORK} tries
 */
public record SmokeRequest(
        List<Layer> layers,
        List<Precision> precisions,
        Duration limit,
        Optional<Integer> dlaCore,
        long seed,
        Optional<WorkerTask.Model> model,
        boolean compare,
        List<FrameworkTask> frameworks) {
    public SmokeRequest {
        layers = layers.stream().distinct().sorted().toList();
        precisions = precisions.stream().distinct().sorted().toList();
        frameworks = List.copyOf(frameworks);
    }
}
