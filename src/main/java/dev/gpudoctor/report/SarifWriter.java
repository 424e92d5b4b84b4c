package dev.gpudoctor.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Findings as SARIF 2.1.0 (OASIS standard of 27 March 2020). */
public final class SarifWriter {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private final Report.Tool tool;

    public SarifWriter(Report.Tool tool) {
        this.tool = tool;
    }

    /** One run with those findings as results, in their order. */
    public String write(List<LocatedFinding> findings) {
        ObjectNode log = object();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", tool.name());
        driver.put("semanticVersion", tool.version());
        ArrayNode rules = driver.putArray("rules");
        List<String> ids = new ArrayList<>();
        for (LocatedFinding located : findings) {
            if (!ids.contains(located.finding().id())) {
                ids.add(located.finding().id());
                rules.add(rule(located.finding()));
            }
        }
        run.put("columnKind", "unicodeCodePoints");
        ArrayNode results = run.putArray("results");
        for (LocatedFinding located : findings) {
            results.add(result(located, ids.indexOf(located.finding().id())));
        }
        return Json.pretty(log);
    }

    private static ObjectNode rule(Finding finding) {
        ObjectNode rule = object();
        rule.put("id", finding.id());
        rule.putObject("shortDescription").put("text", finding.title());
        if (!finding.why().isBlank()) {
            rule.putObject("fullDescription").put("text", finding.why());
        }
        finding.sources().stream()
                .map(source -> source.url())
                .filter(url -> url.startsWith("https://"))
                .findFirst()
                .ifPresent(url -> rule.put("helpUri", url));
        rule.putObject("help").put("text", String.join("\n", RemedyText.lines(finding.remedies())) + "\n");
        rule.putObject("defaultConfiguration").put("level", level(finding.severity()));
        return rule;
    }

    private static ObjectNode result(LocatedFinding located, int index) {
        Finding finding = located.finding();
        ObjectNode result = object();
        result.put("ruleId", finding.id());
        result.put("ruleIndex", index);
        result.put("level", level(finding.severity()));
        result.putObject("message").put("text", finding.message());
        ObjectNode location = result.putArray("locations").addObject();
        located.place().ifPresent(place -> {
            ObjectNode physical = location.putObject("physicalLocation");
            physical.putObject("artifactLocation").put("uri", uri(place.file()));
            physical.putObject("region").put("startLine", place.line()).put("startColumn", place.column());
        });
        if (located.place().isEmpty()) {
            ObjectNode logical = location.putArray("logicalLocations").addObject();
            logical.put("fullyQualifiedName", finding.subject().isEmpty() ? "machine" : finding.subject());
            logical.put("kind", "resource");
        }
        result.putObject("partialFingerprints").put("gpudoctorKey/v1", finding.key());
        return result;
    }

    /** The name as a relative reference; a first part with a colon would be taken for a scheme. */
    private static String uri(String file) {
        String path = new String(file.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace('\\', '/');
        int colon = path.indexOf(':');
        boolean likeAScheme = colon >= 0 && path.substring(0, colon).indexOf('/') < 0;
        StringBuilder uri = new StringBuilder(likeAScheme ? "./" : "");
        for (byte unit : path.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (unit & 0xff);
            boolean literal =
                    letter < 0x80 && (Character.isLetterOrDigit(letter) || "-._~/:@!$&'()*+,;=".indexOf(letter) >= 0);
            uri.append(literal ? String.valueOf(letter) : String.format("%%%02X", unit & 0xff));
        }
        return uri.toString();
    }

    private static String level(Severity severity) {
        return severity == Severity.INFO ? "note" : severity.word();
    }

    private static ObjectNode object() {
        return (ObjectNode) Json.tree(Map.of());
    }
}
