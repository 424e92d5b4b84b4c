package dev.gpudoctor.model.fit;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.model.DamagedFile;
import dev.gpudoctor.model.EngineFile;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OnnxModel;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.TensorFlowModel;
import dev.gpudoctor.model.TorchFile;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges what was read of a file: what it means, whether it runs there, how to go on. */
public final class Inspector {
    private final Catalog catalog;
    private final Matrix matrix;
    private final RuntimeTarget target;

    public Inspector(Catalog catalog, Matrix matrix, RuntimeTarget target) {
        this.catalog = catalog;
        this.matrix = matrix;
        this.target = target;
    }

    /** Whether the answer for this file depends on where it is to run. */
    public static boolean needsTarget(ModelFile file) {
        return file instanceof OnnxModel || file instanceof EngineFile;
    }

    /** Judges one file, named as the user named it. */
    public Inspection inspect(String path, ModelFile file) {
        return inspect(path, file, Optional.empty());
    }

    /** Judges one file about which TensorRT itself may have been asked. */
    public Inspection inspect(String path, ModelFile file, Optional<TensorRtAnswer> answer) {
        Notes notes = new Notes(catalog, matrix, path, file.recognition().evidence());
        file.gaps().forEach(gap -> notes.find("model.file.read-in-part", Map.of("gap", gap)));
        if (file instanceof OnnxModel onnx) {
            new OnnxJudge(onnx, target, notes).judge();
        } else if (file instanceof EngineFile engine) {
            new EngineJudge(engine, target, notes).judge();
        } else if (file instanceof TensorFlowModel tensorFlow) {
            new TensorFlowJudge(tensorFlow, notes).judge();
        } else if (file instanceof TorchFile torch) {
            torch(torch, notes);
        } else if (file instanceof DamagedFile damaged) {
            damaged(damaged, notes);
        } else if (file instanceof OtherFile other) {
            other(other, notes);
        }
        answer.ifPresent(said -> new AnswerJudge(file, notes).judge(said));
        Fit fit = fit(file, notes, answer);
        List<Finding> findings = notes.findings();
        // No engine comes of an ONNX model that does not fit; its findings say how it would.
        boolean endsHere = file instanceof DamagedFile || file instanceof OnnxModel && notes.hasError();
        List<NextStep> steps = endsHere ? List.of() : new NextSteps(path, target, matrix, answer.isPresent()).of(file);
        return new Inspection(path, file, target, fit, findings, notes.questions(), steps, answer);
    }

    private static Fit fit(ModelFile file, Notes notes, Optional<TensorRtAnswer> answer) {
        boolean truncated = file instanceof EngineFile engine && engine.isTruncated();
        if (file instanceof DamagedFile
                || truncated
                || !file.recognition().format().isModel()) {
            return Fit.UNREADABLE;
        }
        if (notes.hasError()) {
            return Fit.DOES_NOT_FIT;
        }
        if (!needsTarget(file)) {
            return Fit.CONVERT;
        }
        if (answer.filter(TensorRtAnswer.Taken.class::isInstance).isPresent()) {
            return Fit.FITS;
        }
        boolean doubtful = notes.findings().stream().anyMatch(finding -> finding.severity() == Severity.WARNING);
        return doubtful || !notes.questions().isEmpty() ? Fit.UNDETERMINED : Fit.FITS;
    }

    private static void torch(TorchFile file, Notes notes) {
        if (file.holdsPickle()) {
            notes.find(
                    "model.file.pickle",
                    Map.of("format", file.recognition().format().title()));
        }
    }

    private static void damaged(DamagedFile file, Notes notes) {
        boolean unread = file.recognition().format() == Format.UNREADABLE;
        notes.find(
                unread ? "model.file.unreadable" : "model.file.broken",
                Map.of("format", file.recognition().format().title(), "problem", file.problem()));
    }

    private void other(OtherFile file, Notes notes) {
        Format format = file.recognition().format();
        Map<String, String> values = Map.of("format", format.title());
        if (!file.missingParts().isEmpty()) {
            notes.find("model.file.part-missing", Map.of("parts", String.join(", ", file.missingParts())));
        }
        switch (format) {
            case EMPTY -> notes.find("model.file.empty", values);
            case LFS_POINTER -> notes.find("model.file.lfs-pointer", values);
            case HTML_PAGE -> notes.find("model.file.html-page", values);
            case UNKNOWN, UNKNOWN_PROTOBUF -> notes.find("model.file.unknown", values);
            case PICKLE -> notes.find("model.file.pickle", values);
            case TF_HUB_MODULE -> notes.find("model.tensorflow.hub-module", values);
            case TF_CHECKPOINT, TF_CHECKPOINT_V1, KERAS_WEIGHTS_H5, SAFETENSORS ->
                notes.find("model.file.weights-only", values);
            case UFF, CAFFE, CAFFE_TEXT -> removedParser(values, notes);
            case TFLITE, ORT, GGUF, OPENVINO_IR, EXECUTORCH, TORCH_MOBILE, LITERT_LM ->
                notes.find("model.file.other-runtime", values);
            default -> {
                if (!format.isModel()) {
                    notes.find("model.file.no-model", values);
                }
            }
        }
    }

    private void removedParser(Map<String, String> values, Notes notes) {
        Optional<Version> removed = matrix.bound("tensorrt.parsers-removed");
        boolean gone = removed.isPresent()
                && target.tensorRt()
                        .filter(version -> version.isAtLeast(removed.get()))
                        .isPresent();
        notes.find(
                "model.file.parser-removed",
                Map.of(
                        "format", values.get("format"),
                        "removed", removed.map(Version::toString).orElse("a newer release")),
                gone ? Severity.ERROR : Severity.WARNING,
                List.of());
    }
}
