package dev.gpudoctor.report;

import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.advise.stack.Answer;
import dev.gpudoctor.advise.stack.Stack;
import dev.gpudoctor.finding.SourceLink;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.matrix.Matrix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An answer about stacks as JSON, {@value #SCHEMA}. */
public final class SuggestJsonRenderer {
    /** Name of the JSON form. */
    public static final String SCHEMA = "gpudoctor/suggest/1";

    /** How far the JSON form has grown by addition. */
    public static final int SCHEMA_MINOR = 0;

    private final Report.Tool tool;
    private final Matrix matrix;

    public SuggestJsonRenderer(Report.Tool tool, Matrix matrix) {
        this.tool = tool;
        this.matrix = matrix;
    }

    public String render(Answer answer) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", SCHEMA);
        document.put("schemaMinor", SCHEMA_MINOR);
        document.put("tool", tool);
        document.put(
                "matrix",
                Map.of(
                        "dataVersion", matrix.manifest().dataVersion().toString(),
                        "asOf", matrix.manifest().asOf().toString()));
        document.put("wishes", answer.wishes());
        if (answer instanceof Answer.Stacks stacks) {
            document.put("answer", "stacks");
            document.put("stacks", stacks.stacks().stream().map(this::stack).toList());
            document.put("notes", stacks.notes());
        } else if (answer instanceof Answer.Contradiction contradiction) {
            document.put("answer", "contradiction");
            contradiction(document, contradiction);
        } else if (answer instanceof Answer.WithoutGpu withoutGpu) {
            document.put("answer", "without-gpu");
            document.put("cpuFeatures", withoutGpu.features());
            document.put(
                    "alternatives",
                    withoutGpu.alternatives().stream().map(this::alternative).toList());
            document.put("notes", withoutGpu.notes());
        }
        return Json.pretty(document);
    }

    private Map<String, Object> stack(Stack stack) {
        Map<String, Object> node = new LinkedHashMap<>();
        Map<String, String> parts = new LinkedHashMap<>();
        stack.parts().forEach((name, part) -> parts.put(name, part.label()));
        node.put("parts", parts);
        node.put("weakest", word(stack.weakest()));
        node.put("links", stack.links().stream().map(this::link).toList());
        node.put("changes", stack.changes());
        node.put("install", stack.install().steps());
        node.put("images", stack.install().images());
        return node;
    }

    private Map<String, Object> link(Link link) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("components", link.components());
        node.put("fit", word(link.fit()));
        node.put("rule", link.rule());
        node.put("reason", link.reason());
        node.put("sources", sources(link.sources()));
        return node;
    }

    private List<SourceLink> sources(List<String> ids) {
        return ids.stream()
                .flatMap(id -> matrix.source(id).stream())
                .map(source -> new SourceLink(source.title(), source.url().orElse("")))
                .toList();
    }

    private void contradiction(Map<String, Object> document, Answer.Contradiction answer) {
        document.put(
                "conflict",
                answer.conflict().stream()
                        .map(given -> Map.of(
                                "text", given.text(),
                                "component", given.component(),
                                "kind", given.isWish() ? "wish" : "fact"))
                        .toList());
        document.put("chain", answer.chain().stream().map(this::link).toList());
        document.put("relaxations", answer.relaxations());
        document.put("notes", answer.notes());
    }

    private Map<String, Object> alternative(Answer.Alternative alternative) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("name", alternative.name());
        node.put("version", alternative.version());
        node.put("text", alternative.text());
        node.put("argv", alternative.argv());
        node.put("sources", sources(alternative.sources()));
        return node;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
