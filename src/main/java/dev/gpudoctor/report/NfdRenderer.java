package dev.gpudoctor.report;

import dev.gpudoctor.rules.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The answer as a feature file of Kubernetes' Node Feature Discovery, which makes labels of it below {@code
 * feature.node.kubernetes.io}. They vanish an hour after the check, so that a node that is no longer checked is not taken
 * for healthy.
 */
public final class NfdRenderer implements Renderer {
    private static final Duration VALID = Duration.ofHours(1);
    private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9._-]");
    private static final Pattern EDGE = Pattern.compile("^[._-]+|[._-]+$");

    /** Longest value of a label in Kubernetes. */
    private static final int MAX_VALUE = 63;

    @Override
    public void render(Report report, Appendable out) throws IOException {
        Map<String, String> labels = new TreeMap<>();
        labels.put("gpudoctor.verdict", report.diagnosis().verdict().word());
        labels.put(
                "gpudoctor.usable",
                Boolean.toString(report.diagnosis().verdict() == Verdict.HEALTHY
                        || report.diagnosis().verdict() == Verdict.DEGRADED));
        LineRenderer.reasons(report.diagnosis()).stream()
                .findFirst()
                .ifPresent(id -> labels.put("gpudoctor.reason", id));
        text(report.machine().driverVersion().toOptional()).ifPresent(text -> labels.put("gpudoctor.driver", text));
        text(report.machine().answers().cudaDriver().toOptional())
                .ifPresent(text -> labels.put("gpudoctor.cuda", text));
        text(report.machine().gpus().toOptional().map(List::size))
                .ifPresent(text -> labels.put("gpudoctor.gpus", text));
        out.append("# +expiry-time=")
                .append(report.generatedAt()
                        .plus(VALID)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString())
                .append('\n');
        for (Map.Entry<String, String> label : labels.entrySet()) {
            String value = value(label.getValue());
            if (!value.isEmpty()) {
                out.append(label.getKey()).append('=').append(value).append('\n');
            }
        }
    }

    private static Optional<String> text(Optional<?> fact) {
        return fact.map(Object::toString);
    }

    /** What a label may have: no other characters, none of the marks at its ends, no more than there is room for. */
    private static String value(String text) {
        String plain = FOREIGN.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("-");
        String cut = plain.length() > MAX_VALUE ? plain.substring(0, MAX_VALUE) : plain;
        return EDGE.matcher(cut).replaceAll("");
    }
}
