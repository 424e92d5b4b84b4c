package dev.gpudoctor.model.fit;

import dev.gpudoctor.finding.Condition;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.model.EngineFile;
import dev.gpudoctor.model.Histogram;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.fit.TensorRtAnswer.NotAsked;
import dev.gpudoctor.model.fit.TensorRtAnswer.Refused;
import dev.gpudoctor.model.fit.TensorRtAnswer.Taken;
import java.util.List;
import java.util.Map;

/** Puts TensorRT's own answer beside what the file's bytes let one expect: what it was seen to do outranks that. */
final class AnswerJudge {
    /** The engine wants to run code of its own on the CPU. That is never allowed here; a program may allow it. */
    private static final String HOST_CODE = "tensorrt.engine.host-code";

    private final ModelFile file;
    private final Notes notes;

    AnswerJudge(ModelFile file, Notes notes) {
        this.file = file;
        this.notes = notes;
    }

    void judge(TensorRtAnswer answer) {
        if (answer instanceof NotAsked skipped) {
            notes.open("what TensorRT itself says: skipped, " + skipped.reason());
        } else if (answer instanceof Taken && file instanceof EngineFile) {
            notes.settle();
        } else if (answer instanceof Refused refused) {
            if (refused.operators().isEmpty()) {
                sort(refused);
            } else {
                nodes(refused);
            }
        }
    }

    private void nodes(Refused refused) {
        long count =
                refused.operators().values().stream().mapToLong(Long::longValue).sum();
        Map<String, String> values = Map.of(
                "tensorrt", refused.tensorRt(),
                "count", Long.toString(count),
                "nodes", Long.toString(refused.nodes()),
                "operators", Histogram.text(refused.operators()));
        notes.quote("model.onnx.parser-refuses", values, refused.words(), Severity.ERROR);
    }

    /** Finds the conditions that the catalogue knows by such words. */
    private void sort(Refused refused) {
        List<String> known = notes.catalog().ofArea("tensorrt").stream()
                .filter(condition -> condition.logTexts().stream()
                        .anyMatch(text -> refused.words().stream().anyMatch(word -> word.contains(text))))
                .map(Condition::id)
                .toList();
        for (String id : known) {
            notes.quote(id, Map.of(), refused.words(), id.equals(HOST_CODE) ? Severity.WARNING : Severity.ERROR);
        }
        if (known.isEmpty()) {
            Map<String, String> values = Map.of(
                    "tensorrt", refused.tensorRt(),
                    "reason", refused.words().get(0));
            notes.quote("model.tensorrt.refuses", values, refused.words(), Severity.ERROR);
        }
    }
}
