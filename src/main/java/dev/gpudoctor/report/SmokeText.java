package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.Template;
import dev.gpudoctor.machine.GpuSample.Quantity;
import dev.gpudoctor.smoke.GpuWatched;
import dev.gpudoctor.smoke.LayerResult;
import dev.gpudoctor.smoke.Measurement;
import dev.gpudoctor.smoke.SmokeReport;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The smoke report for people; its table takes 80 columns. */
public final class SmokeText {
    private static final int NAME = 14;
    private static final int LABEL = 8;
    private static final String HEAD = "  %-4s %-14s %8s %8s %9s %9s %9s %8s";
    private static final String WATCH = "%-28s %9s %9s %9s %9s";
    private static final String ROW = "  %-4s %-14s %8.2e %8.2e %9.6f %9.4f %9.4f %8.2f";

    private final int width;
    private final boolean verbose;
    private final StringBuilder text = new StringBuilder();

    private SmokeText(int width, boolean verbose) {
        this.width = width;
        this.verbose = verbose;
    }

    /** The report as text that ends with a line break; texts are broken to fit the width. */
    public static String of(SmokeReport report, int width, boolean verbose) {
        SmokeText text = new SmokeText(width, verbose);
        int label = report.layers().stream()
                .mapToInt(layer -> layer.label().length())
                .reduce(LABEL, Math::max);
        report.layers().forEach(layer -> text.layer(layer, label));
        text.table(report);
        text.watch(report);
        text.findings(report);
        text.line("");
        double frameworks = report.millis(Actor.FRAMEWORK);
        text.block(
                "",
                format(
                        "%s in %s: %s %s, driver and CUDA %s, gpudoctor %s",
                        report.outcome().name().toLowerCase(Locale.ROOT),
                        seconds(report.wallMillis()),
                        frameworks > 0 ? "frameworks" : "TensorRT",
                        seconds(frameworks > 0 ? frameworks : report.millis(Actor.TENSORRT)),
                        seconds(report.millis(Actor.DRIVER) + report.millis(Actor.CUDA)),
                        seconds(report.ownMillis())));
        return text.text.toString();
    }

    private void layer(LayerResult layer, int label) {
        block(
                format(
                        "%-" + label + "s %-7s %8s  ",
                        layer.label(),
                        layer.outcome().name().toLowerCase(Locale.ROOT),
                        layer.wallMillis() == 0 ? "" : seconds(layer.wallMillis())),
                layer.reason().isEmpty() ? facts(layer) : layer.reason());
        if (layer.outcome() == LayerResult.Outcome.FAILED) {
            layer.log().forEach(entry -> block("         | ", entry));
        }
        if (verbose) {
            layer.libraries().forEach(path -> line("         uses " + path));
            layer.steps()
                    .forEach(step -> line(format(
                            "         %9.1f ms  %s (%s)",
                            step.millis(), step.name(), step.actor().name().toLowerCase(Locale.ROOT))));
        }
    }

    private void table(SmokeReport report) {
        String group = "";
        for (LayerResult layer : report.layers()) {
            for (Measurement row : layer.measurements()) {
                for (Measurement.Output output : row.outputs()) {
                    String compared = row.model() + " against " + output.reference();
                    if (!compared.equals(group)) {
                        line("");
                        line(compared);
                        line(format(
                                HEAD,
                                "type",
                                "output",
                                "max abs",
                                "max rel",
                                "cosine",
                                "median ms",
                                "p99 ms",
                                "build s"));
                        group = compared;
                    }
                    row(row, output);
                }
            }
            layer.left().forEach(left -> block("  not tried: ", left.what() + ": " + left.reason()));
        }
    }

    private void row(Measurement row, Measurement.Output output) {
        boolean fits = output.name().length() <= NAME;
        if (!fits) {
            line("       " + output.name());
        }
        line(format(
                ROW,
                row.precision().id(),
                fits ? output.name() : "",
                output.comparison().maxAbsolute(),
                output.comparison().maxRelative(),
                output.comparison().cosine(),
                row.latency().medianMillis(),
                row.latency().p99Millis(),
                row.buildMillis() / 1000));
        if (!output.comparison().isGood()) {
            block("       WRONG: ", output.comparison().fault());
        }
    }

    private void watch(SmokeReport report) {
        GpuWatched watch = report.watch();
        line("");
        if (watch.samples() == 0) {
            block("", "GPU " + report.target().gpu() + " not watched: " + watch.reason());
            return;
        }
        line(format(
                WATCH,
                "GPU " + report.target().gpu() + ", seen " + watch.samples() + " times",
                "before",
                "least",
                "most",
                "after"));
        for (Quantity quantity : watch.highest().keySet()) {
            line(format(
                    WATCH,
                    "  " + name(quantity),
                    watch.before()
                            .map(sample -> value(quantity, sample.quantities()))
                            .orElse(""),
                    value(quantity, watch.lowest()),
                    value(quantity, watch.highest()),
                    watch.after()
                            .map(sample -> value(quantity, sample.quantities()))
                            .orElse("")));
        }
        watch.clockReasons().forEach((reason, times) -> line("  clocks held down " + times + " times: " + reason));
        if (!watch.reason().isEmpty()) {
            block("  not watched to the end: ", watch.reason());
        }
    }

    private static String name(Quantity quantity) {
        return switch (quantity) {
            case MEMORY_USED -> "memory used, MiB";
            case SM_CLOCK -> "SM clock, MHz";
            case MEMORY_CLOCK -> "memory clock, MHz";
            case TEMPERATURE -> "temperature, °C";
            case POWER -> "power, W";
            case ECC_UNCORRECTED -> "ECC errors, uncorrected";
            case ECC_CORRECTED -> "ECC errors, corrected";
            case ROWS_REMAPPED -> "memory rows replaced";
            case REMAP_PENDING -> "replacement pending";
        };
    }

    private static String value(Quantity quantity, Map<Quantity, Long> quantities) {
        return Optional.ofNullable(quantities.get(quantity))
                .map(value -> switch (quantity) {
                    case MEMORY_USED -> value >> 20;
                    case POWER -> Math.round(value / 1000.0);
                    default -> value;
                })
                .map(Object::toString)
                .orElse("");
    }

    private void findings(SmokeReport report) {
        Stream.concat(
                        report.layers().stream().flatMap(layer -> layer.findings().stream()),
                        report.watch().findings().stream())
                .filter(Finding::rootCause)
                .distinct()
                .forEach(finding -> {
                    line("");
                    block("", finding.id() + ": " + finding.title());
                    block("  ", finding.message());
                    for (Remedy remedy : finding.remedies()) {
                        block("  - ", RemedyText.of(remedy));
                        if (!remedy.argv().isEmpty()) {
                            line("    " + CommandText.of(remedy));
                        }
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
        return format("%.2f s", millis / 1000);
    }

    private void block(String mark, String words) {
        List<String> lines = Wrap.lines(words, width - mark.length());
        line(mark + (lines.isEmpty() ? "" : lines.get(0)));
        lines.stream().skip(1).forEach(rest -> line(" ".repeat(mark.length()) + rest));
    }

    private void line(String words) {
        text.append(Template.printable(words).stripTrailing()).append('\n');
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
