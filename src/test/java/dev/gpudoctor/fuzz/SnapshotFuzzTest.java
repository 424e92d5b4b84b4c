package dev.gpudoctor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.app.CheckService;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.ExitPolicy;
import dev.gpudoctor.report.GithubRenderer;
import dev.gpudoctor.report.HtmlRenderer;
import dev.gpudoctor.report.JsonRenderer;
import dev.gpudoctor.report.JunitRenderer;
import dev.gpudoctor.report.MarkdownRenderer;
import dev.gpudoctor.report.Redactor;
import dev.gpudoctor.report.Renderer;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.SarifRenderer;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.report.TextRenderer;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.RuleSelection;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A snapshot out of a bug report: it is refused in one line, or every rule can judge it and every form show it. */
class SnapshotFuzzTest {
    private static final Path BASE = Path.of("src/test/resources/machines/_base/workstation.json");
    private static final int MOST_CHANGES = 6;
    private static final int MOST_COPIES = 600;
    /** All changes in one another are still no deeper than Jackson writes. */
    private static final int MOST_DEEP = 900 / MOST_CHANGES;

    private final CheckService service = new CheckService(
            new Catalog(),
            Matrix.builtIn(),
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            new Report.Tool("gpudoctor", "1"));

    @FuzzTest
    void text(byte[] data) throws InputException, IOException {
        judge(new String(data, StandardCharsets.UTF_8));
    }

    /** A good snapshot in which some values were exchanged, so that more than the parser is reached. */
    @FuzzTest
    void changed(FuzzedDataProvider data) throws InputException, IOException {
        JsonNode snapshot = Json.parse(Files.readString(BASE));
        for (int i = data.consumeInt(1, MOST_CHANGES); i > 0; i--) {
            change(snapshot, data);
        }
        judge(Json.line(snapshot));
    }

    private static void change(JsonNode snapshot, FuzzedDataProvider data) {
        List<JsonNode> containers = new ArrayList<>();
        collect(snapshot, containers);
        JsonNode container = containers.get(data.consumeInt(0, containers.size() - 1));
        if (container.isEmpty()) {
            return;
        }
        int place = data.consumeInt(0, container.size() - 1);
        if (container instanceof ArrayNode array) {
            array.set(place, value(data));
            if (data.consumeInt(0, 20) == 0) {
                JsonNode repeated = array.get(data.consumeInt(0, array.size() - 1));
                for (int i = data.consumeInt(0, MOST_COPIES); i > 0; i--) {
                    array.add(repeated);
                }
            }
        } else if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            object.set(names.get(place), value(data));
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static JsonNode value(FuzzedDataProvider data) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (data.consumeInt(0, 9)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.numberNode(data.consumeLong());
            case 2 -> nodes.numberNode(data.consumeDouble());
            case 3 -> nodes.booleanNode(data.consumeBoolean());
            case 4 -> nodes.arrayNode();
            case 5 -> nodes.objectNode();
            case 6 -> nodes.textNode("\0".repeat(data.consumeInt(0, 40)));
            case 7 -> nodes.numberNode(new BigDecimal(BigInteger.TEN, data.consumeInt(-400, 400)));
            case 8 -> deep(data.consumeInt(1, MOST_DEEP));
            default -> nodes.textNode(data.consumeString(40));
        };
    }

    private static JsonNode deep(int depth) {
        JsonNode node = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < depth; i++) {
            node = JsonNodeFactory.instance.arrayNode().add(node);
        }
        return node;
    }

    private void judge(String text) throws InputException, IOException {
        Snapshot snapshot;
        try {
            snapshot = Snapshot.parse(text);
        } catch (Snapshot.ForeignSnapshotException refused) {
            assertThat(refused.getMessage().lines()).hasSize(1);
            return;
        }
        Report report = new Redactor(snapshot).redact(service.check(snapshot, new RuleSelection(List.of(), List.of())));
        assertThat(report.diagnosis().outcomes()).noneMatch(outcome -> outcome.result() == Outcome.Result.CRASHED);
        StringBuilder out = new StringBuilder();
        for (Renderer renderer : renderers()) {
            renderer.render(report, out);
        }
        assertThat(out).isNotEmpty();
    }

    private static List<Renderer> renderers() {
        return List.of(
                new TextRenderer(80, false, true),
                new JsonRenderer(),
                new JunitRenderer(new ExitPolicy(Optional.of(Severity.ERROR), false)),
                new SarifRenderer(),
                new MarkdownRenderer(),
                new GithubRenderer(),
                new HtmlRenderer());
    }
}
