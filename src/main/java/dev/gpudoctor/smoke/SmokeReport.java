package dev.gpudoctor.smoke;

import dev.gpudoctor.smoke.LayerResult.Outcome;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import java.util.List;

/**
 * What the smoke test saw.
 *
 * @param target what was used
 * @param layers results in the order in which they ran
 * @param watch how the GPU did meanwhile
 * @param wallMillis the whole run
 */
public record SmokeReport(SmokeTarget target, List<LayerResult> layers, GpuWatched watch, double wallMillis) {
    /** Name of the JSON form. */
    public static final String SCHEMA = "gpudoctor/smoke/1";

    /** How far the JSON form has grown by addition. */
    public static final int SCHEMA_MINOR = 2;

    public SmokeReport {
        layers = List.copyOf(layers);
    }

    /** Failed if a layer failed or the GPU did meanwhile; skipped if every layer was; else passed. */
    public Outcome outcome() {
        if (watch.isFailed() || layers.stream().anyMatch(layer -> layer.outcome() == Outcome.FAILED)) {
            return Outcome.FAILED;
        }
        return layers.stream().allMatch(layer -> layer.outcome() == Outcome.SKIPPED) ? Outcome.SKIPPED : Outcome.PASSED;
    }

    /** Milliseconds that went into one actor's steps, over all layers. */
    public double millis(Actor actor) {
        return layers.stream().mapToDouble(layer -> layer.millis(actor)).sum();
    }

    /** Milliseconds that no vendor's library can answer for: starting children, references, reporting. */
    public double ownMillis() {
        double vendors = 0;
        for (Actor actor : Actor.values()) {
            vendors += actor == Actor.GPUDOCTOR ? 0 : millis(actor);
        }
        return Math.max(0, wallMillis - vendors);
    }
}
