package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The answer for the textfile collector of Prometheus' node exporter. Samples have no time stamps, which that collector
 * refuses, and labels come only from the catalogue and from versions, so that their number is bounded.
 */
public final class PrometheusRenderer implements Renderer {
    @Override
    public void render(Report report, Appendable out) throws IOException {
        Diagnosis diagnosis = report.diagnosis();
        family("gpudoctor_verdict", "The verdict on the GPU stack: 1 for the current one, 0 for the others.", out);
        for (Verdict verdict : Verdict.values()) {
            sample("gpudoctor_verdict", Map.of("verdict", verdict.word()), diagnosis.verdict() == verdict ? 1 : 0, out);
        }
        List<Finding> roots = diagnosis.rootCauses();
        family("gpudoctor_root_causes", "Root causes by severity.", out);
        for (Severity severity : Severity.values()) {
            long count =
                    roots.stream().filter(root -> root.severity() == severity).count();
            sample("gpudoctor_root_causes", Map.of("severity", severity.word()), count, out);
        }
        Map<String, List<Finding>> byId =
                roots.stream().collect(Collectors.groupingBy(Finding::id, TreeMap::new, Collectors.toList()));
        if (!byId.isEmpty()) {
            family("gpudoctor_root_cause", "Places where a root cause was found, by its id.", out);
        }
        for (Map.Entry<String, List<Finding>> cause : byId.entrySet()) {
            Severity worst = cause.getValue().stream().map(Finding::severity).reduce(Severity.INFO, Severity::atLeast);
            sample(
                    "gpudoctor_root_cause",
                    new TreeMap<>(Map.of("id", cause.getKey(), "severity", worst.word())),
                    cause.getValue().size(),
                    out);
        }
        family("gpudoctor_rules", "Judgements of rules by what came of them.", out);
        for (Outcome.Result result : Outcome.Result.values()) {
            sample("gpudoctor_rules", Map.of("outcome", result.word()), diagnosis.count(result), out);
        }
        if (report.machine().gpus().isFound()) {
            family("gpudoctor_gpus", "GPUs that the driver shows.", out);
            int gpus = report.machine().gpus().toOptional().map(List::size).orElse(0);
            sample("gpudoctor_gpus", Map.of(), gpus, out);
        }
        family("gpudoctor_stack_info", "Versions of the driver and of gpudoctor; the value is always 1.", out);
        String driver = report.machine()
                .driverVersion()
                .toOptional()
                .map(Object::toString)
                .orElse("");
        sample(
                "gpudoctor_stack_info",
                new TreeMap<>(Map.of(
                        "driver", driver,
                        "matrix", report.matrix().dataVersion(),
                        "version", report.tool().version())),
                1,
                out);
    }

    private static void family(String name, String help, Appendable out) throws IOException {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(" gauge\n");
    }

    private static void sample(String name, Map<String, String> labels, long value, Appendable out) throws IOException {
        Function<Map.Entry<String, String>, String> label =
                one -> one.getKey() + "=\"" + escaped(OutputFormat.line(one.getValue())) + "\"";
        out.append(name);
        if (!labels.isEmpty()) {
            out.append(labels.entrySet().stream().map(label).collect(Collectors.joining(",", "{", "}")));
        }
        out.append(' ').append(Long.toString(value)).append('\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
