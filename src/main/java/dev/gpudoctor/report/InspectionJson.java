package dev.gpudoctor.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.model.Shape;
import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.model.fit.Inspection;
import dev.gpudoctor.model.fit.NextStep;
import dev.gpudoctor.model.fit.RuntimeTarget;
import dev.gpudoctor.model.fit.TensorRtAnswer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Inspected models as {@code gpudoctor/model/1}. */
public final class InspectionJson {
    /** Name of the JSON form. */
    public static final String SCHEMA = "gpudoctor/model/1";

    /** How far the JSON form has grown by addition. */
    public static final int SCHEMA_MINOR = 2;

    private final Report.Tool tool;
    private final Report.MatrixStamp matrix;

    public InspectionJson(Report.Tool tool, Report.MatrixStamp matrix) {
        this.tool = tool;
        this.matrix = matrix;
    }

    /** The whole document. */
    public String render(RuntimeTarget target, List<Inspection> inspections) {
        ObjectNode tree = object();
        tree.put("schema", SCHEMA);
        tree.put("schemaMinor", SCHEMA_MINOR);
        tree.set("tool", Json.tree(tool));
        tree.set("matrix", Json.tree(matrix));
        tree.set("target", target(target));
        ArrayNode models = tree.putArray("models");
        inspections.forEach(inspection -> models.add(model(inspection)));
        return Json.pretty(tree);
    }

    private static ObjectNode object() {
        return (ObjectNode) Json.tree(Map.of());
    }

    private static ObjectNode target(RuntimeTarget target) {
        ObjectNode node = object();
        target.tensorRt().ifPresent(version -> node.put("tensorrt", version.toString()));
        target.onnxRuntime().ifPresent(version -> node.put("onnxruntime", version.toString()));
        ArrayNode gpus = node.putArray("gpus");
        target.gpus().forEach(gpu -> gpus.add(gpu.toString()));
        node.put("origin", target.origin());
        return node;
    }

    private static ObjectNode model(Inspection inspection) {
        ObjectNode node = object();
        node.put("path", inspection.path());
        node.put("format", inspection.file().recognition().format().id());
        node.put("title", inspection.file().recognition().format().title());
        node.put("confidence", inspection.file().recognition().confidence().id());
        node.set("evidence", Json.tree(inspection.file().recognition().evidence()));
        node.put("fit", inspection.fit().id());
        node.set("details", Json.tree(inspection.file().details()));
        node.set("inputs", tensors(inspection.file().inputs()));
        node.set("outputs", tensors(inspection.file().outputs()));
        ArrayNode findings = node.putArray("findings");
        inspection.findings().forEach(finding -> findings.add(finding(finding)));
        node.set("open", Json.tree(inspection.open()));
        ArrayNode steps = node.putArray("steps");
        inspection.steps().forEach(step -> steps.add(step(step)));
        inspection.answer().ifPresent(answer -> node.set("asked", answer(answer)));
        return node;
    }

    private static ObjectNode step(NextStep step) {
        ObjectNode node = object();
        node.put("text", step.text());
        step.place().ifPresent(place -> node.put("place", place.name().toLowerCase(Locale.ROOT)));
        node.set("argv", Json.tree(step.argv()));
        node.set("code", Json.tree(step.code()));
        return node;
    }

    private static ObjectNode answer(TensorRtAnswer answer) {
        ObjectNode node = object();
        if (answer instanceof TensorRtAnswer.NotAsked skipped) {
            node.put("answer", "skipped");
            node.put("reason", skipped.reason());
        } else if (answer instanceof TensorRtAnswer.Taken taken) {
            node.put("answer", "takes");
            node.put("tensorrt", taken.tensorRt());
        } else if (answer instanceof TensorRtAnswer.Refused refused) {
            node.put("answer", "refuses");
            node.put("tensorrt", refused.tensorRt());
            node.set("words", Json.tree(refused.words()));
            if (!refused.operators().isEmpty()) {
                node.put("nodes", refused.nodes());
                node.set("operators", Json.tree(new TreeMap<>(refused.operators())));
            }
        }
        return node;
    }

    private static ObjectNode finding(Finding finding) {
        ObjectNode node = (ObjectNode) Json.tree(finding);
        node.put("severity", finding.severity().word());
        node.put("rootCause", finding.rootCause());
        return node;
    }

    private static ArrayNode tensors(List<Tensor> tensors) {
        ArrayNode array = object().putArray("tensors");
        for (Tensor tensor : tensors) {
            ObjectNode node = array.addObject();
            node.put("name", tensor.name());
            node.put("type", tensor.type());
            if (tensor.shape() instanceof Shape.Ranked ranked) {
                ArrayNode shape = node.putArray("shape");
                ranked.dimensions().forEach(dimension -> add(shape, dimension));
            }
            node.put("optional", tensor.optional());
        }
        return array;
    }

    private static void add(ArrayNode shape, Shape.Dimension dimension) {
        if (dimension instanceof Shape.Fixed fixed) {
            shape.add(fixed.size());
        } else if (dimension instanceof Shape.Named named) {
            shape.add(named.name());
        } else {
            shape.addNull();
        }
    }
}
