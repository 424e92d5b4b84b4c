package dev.gpudoctor.model.fit;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.model.EngineFile;
import dev.gpudoctor.model.EngineFile.BuildGpu;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.HashMap;
import java.util.Map;

/**
 * Judges a TensorRT engine. An engine runs on the very TensorRT that built it; only one built version-compatible runs on
 * newer ones, none on older ones. It runs on the compute capability that it was built on unless it was built hardware
 * compatible. Neither flag stands in the file's head.
 */
final class EngineJudge {
    private final EngineFile engine;
    private final RuntimeTarget target;
    private final Notes notes;
    private final TensorRtLaw law;

    EngineJudge(EngineFile engine, RuntimeTarget target, Notes notes) {
        this.engine = engine;
        this.target = target;
        this.notes = notes;
        this.law = new TensorRtLaw(notes.matrix());
    }

    void judge() {
        if (engine.isTruncated()) {
            notes.find(
                    "model.engine.truncated",
                    Map.of(
                            "size",
                            Long.toString(engine.size()),
                            "declared",
                            engine.declaredSize().get().toString()));
            return;
        }
        if (engine.declaredSize().filter(declared -> declared < engine.size()).isPresent()) {
            notes.find(
                    "model.engine.trailing-bytes",
                    Map.of(
                            "size",
                            Long.toString(engine.size()),
                            "declared",
                            engine.declaredSize().get().toString()));
        }
        version();
        gpu();
        notes.find("model.engine.host-code", Map.of());
    }

    private void version() {
        if (engine.version().isEmpty()) {
            notes.open("which TensorRT built the engine: its head does not say");
            return;
        }
        if (target.tensorRt().isEmpty()) {
            notes.open("whether it loads here: no TensorRT is known (--assume tensorrt=VERSION)");
            return;
        }
        Version built = engine.version().get();
        Version here = target.tensorRt().get();
        Compatibility answer = law.loadsEngine(built, here);
        if (answer.isSupported()) {
            return;
        }
        Map<String, String> values = new HashMap<>();
        values.put("built", built.toString());
        values.put("here", here.toString());
        values.put("requirement", "tensorrt=" + built.prefix(3));
        notes.matrix().bound("tensorrt.version-compatible").ifPresent(first -> values.put("first", first.toString()));
        if (answer instanceof Compatibility.Forbidden forbidden) {
            String id = forbidden.reason() == Reason.TOO_NEW
                    ? "model.engine.built-by-newer"
                    : "model.engine.built-by-older";
            notes.find(id, values, Severity.ERROR, answer.rows());
        } else {
            notes.find("model.engine.version-differs", values, Severity.WARNING, answer.rows());
        }
    }

    private void gpu() {
        if (target.gpus().isEmpty() || engine.builtOn().isEmpty()) {
            notes.open(
                    engine.builtOn().isEmpty()
                            ? "which GPU it was built on: the file does not say in a way that is known"
                            : "whether the GPU fits: none is known here (--assume gpu=CAPABILITY)");
            return;
        }
        BuildGpu built = engine.builtOn().get();
        for (ComputeCapability gpu : target.gpus()) {
            Compatibility answer = law.engineOnGpu(built.capability(), gpu);
            if (!answer.isSupported()) {
                notes.find(
                        "model.engine.gpu-differs",
                        Map.of("built", built.capability().toString(), "here", gpu.toString()),
                        Severity.WARNING,
                        answer.rows());
            }
        }
    }
}
