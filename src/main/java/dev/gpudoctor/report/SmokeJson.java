package dev.gpudoctor.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.GpuSample.Quantity;
import dev.gpudoctor.smoke.GpuWatched;
import dev.gpudoctor.smoke.LayerResult;
import dev.gpudoctor.smoke.SmokeReport;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import java.util.Locale;
import java.util.Map;

/** The smoke report as {@code gpudoctor/smoke/1}. */
public final class SmokeJson {
    private SmokeJson() {}

    /** The report as a tree. */
    public static JsonNode tree(SmokeReport report, Report.Tool tool) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", SmokeReport.SCHEMA).put("schemaMinor", SmokeReport.SCHEMA_MINOR);
        root.set("tool", Json.tree(tool));
        root.put("outcome", lower(report.outcome()));
        ObjectNode target = root.putObject("target");
        target.put("gpu", report.target().gpu());
        report.target().tensorRt().ifPresent(version -> target.put("tensorrt", version.toString()));
        ObjectNode libraries = target.putObject("libraries");
        report.target().libraries().forEach((role, path) -> libraries.put(lower(role), path));
        ArrayNode layers = root.putArray("layers");
        report.layers().forEach(layer -> layers.add(layer(layer)));
        root.set("watch", watch(report.watch()));
        ObjectNode time = root.putObject("millis");
        time.put("total", round(report.wallMillis())).put("own", round(report.ownMillis()));
        for (Actor actor : Actor.values()) {
            time.put(lower(actor), round(report.millis(actor)));
        }
        return root;
    }

    private static ObjectNode layer(LayerResult layer) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("layer", layer.layer().id());
        if (!layer.part().isEmpty()) {
            node.put("part", layer.part());
        }
        node.put("outcome", lower(layer.outcome())).put("reason", layer.reason());
        node.put("millis", round(layer.wallMillis()));
        node.set("facts", Json.tree(layer.facts()));
        ArrayNode steps = node.putArray("steps");
        layer.steps().forEach(step -> steps.addObject()
                .put("name", step.name())
                .put("actor", lower(step.actor()))
                .put("millis", round(step.millis())));
        node.set("libraries", Json.tree(layer.libraries()));
        node.set("measurements", Json.tree(layer.measurements()));
        node.set("notTried", Json.tree(layer.left()));
        node.set("log", Json.tree(layer.log()));
        node.set("findings", Json.tree(layer.findings()));
        return node;
    }

    private static ObjectNode watch(GpuWatched watch) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("reason", watch.reason()).put("samples", watch.samples());
        watch.before().ifPresent(sample -> node.set("before", quantities(sample.quantities())));
        node.set("lowest", quantities(watch.lowest()));
        node.set("highest", quantities(watch.highest()));
        watch.after().ifPresent(sample -> node.set("after", quantities(sample.quantities())));
        node.set("clockReasons", Json.tree(watch.clockReasons()));
        node.set("findings", Json.tree(watch.findings()));
        return node;
    }

    private static ObjectNode quantities(Map<Quantity, Long> quantities) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        quantities.forEach((quantity, value) -> node.put(name(quantity), value));
        return node;
    }

    private static String name(Quantity quantity) {
        return switch (quantity) {
            case MEMORY_USED -> "memoryUsedBytes";
            case SM_CLOCK -> "smClockMegahertz";
            case MEMORY_CLOCK -> "memoryClockMegahertz";
            case TEMPERATURE -> "temperatureCelsius";
            case POWER -> "powerMilliwatts";
            case ECC_UNCORRECTED -> "eccUncorrected";
            case ECC_CORRECTED -> "eccCorrected";
            case ROWS_REMAPPED -> "rowsRemapped";
            case REMAP_PENDING -> "remapPending";
        };
    }

    private static double round(double millis) {
        return Math.round(millis * 1000) / 1000.0;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
