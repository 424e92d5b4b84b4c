package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.smoke.LayerResult;
import dev.gpudoctor.smoke.Measurement;
import dev.gpudoctor.smoke.SmokeReport;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import java.util.List;
import java.util.Locale;

/** The smoke report for people. */
public final class SmokeText {
    private SmokeText() {}

    /** The report as text that ends with a line break. */
    public static String of(SmokeReport report, boolean verbose) {
        StringBuilder text = new StringBuilder();
        for (LayerResult layer : report.layers()) {
            text.append(line(
                    "%-9s %-7s %9s  %s",
                    layer.layer().id(),
                    layer.outcome().name().toLowerCase(Locale.ROOT),
                    layer.wallMillis() == 0 ? "" : seconds(layer.wallMillis()),
                    layer.reason().isEmpty() ? facts(layer) : layer.reason()));
            if (layer.outcome() == LayerResult.Outcome.FAILED) {
                layer.log().forEach(entry -> text.append(line("          | %s", entry)));
            }
            if (verbose) {
                layer.libraries().forEach(path -> text.append(line("          uses %s", path)));
                layer.steps()
                        .forEach(step -> text.append(line(
                                "          %10.1f ms  %s (%s)",
                                step.millis(), step.name(), step.actor().name().toLowerCase(Locale.ROOT))));
            }
        }
        table(report, text);
        findings(report, text);
        text.append(line(
                "%n%s in %s: TensorRT %s, driver and CUDA %s, gpudoctor itself %s",
                report.outcome().name().toLowerCase(Locale.ROOT),
                seconds(report.wallMillis()),
                seconds(report.millis(Actor.TENSORRT)),
                seconds(report.millis(Actor.DRIVER) + report.millis(Actor.CUDA)),
                seconds(report.ownMillis())));
        return text.toString();
    }

    private static void table(SmokeReport report, StringBuilder text) {
        List<Measurement> rows = report.layers().stream()
                .flatMap(layer -> layer.measurements().stream())
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        text.append(line(
                "%n%-10s %-5s %-14s %10s %10s %10s %10s %10s %9s  %s",
                "engine", "type", "output", "max abs", "max rel", "cosine", "median", "p99", "build", "against"));
        for (Measurement row : rows) {
            for (Measurement.Output output : row.outputs()) {
                text.append(line(
                        "%-10s %-5s %-14s %10.2e %10.2e %10.7f %7.4f ms %7.4f ms %9s  %s%s",
                        row.model(),
                        row.precision().id(),
                        output.name(),
                        output.comparison().maxAbsolute(),
                        output.comparison().maxRelative(),
                        output.comparison().cosine(),
                        row.latency().medianMillis(),
                        row.latency().p99Millis(),
                        seconds(row.buildMillis()),
                        output.reference(),
                        output.comparison().isGood()
                                ? ""
                                : "  WRONG: " + output.comparison().fault()));
            }
        }
        report.layers().stream()
                .flatMap(layer -> layer.left().stream())
                .forEach(left -> text.append(line("not tried: %s: %s", left.what(), left.reason())));
    }

    private static void findings(SmokeReport report, StringBuilder text) {
        report.layers().stream()
                .flatMap(layer -> layer.findings().stream())
                .filter(Finding::rootCause)
                .distinct()
                .forEach(finding -> {
                    text.append(line("%n%s: %s", finding.id(), finding.title()));
                    text.append(line("  %s", finding.message()));
                    for (Remedy remedy : finding.remedies()) {
                        text.append(line(
                                "  - %s%s",
                                remedy.text(), remedy.argv().isEmpty() ? "" : "  " + CommandText.of(remedy)));
                    }
                });
    }

    private static String facts(LayerResult layer) {
        return String.join(
                ", ",
                layer.facts().entrySet().stream()
                        .map(fact -> fact.getKey() + " " + fact.getValue())
                        .toList());
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.2f s", millis / 1000);
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values).stripTrailing() + "\n";
    }
}
