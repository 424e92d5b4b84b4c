package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.smoke.GpuWatched;
import dev.gpudoctor.smoke.LayerResult;
import dev.gpudoctor.smoke.LayerResult.Outcome;
import dev.gpudoctor.smoke.SmokeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The smoke report as JUnit XML: a suite of one case per layer, and one for the GPU where it failed meanwhile. It is red exactly where the exit code is: a failed layer is a
 * failure; a skipped one is an error if every layer was skipped, for then nothing was proven.
 */
public final class SmokeJunit {
    private static final String SUITE = "gpudoctor.smoke";

    private SmokeJunit() {}

    /** The report as text that ends with a line break. */
    public static String of(SmokeReport report) {
        return JunitDocument.of("gpudoctor", xml -> {
            counts(xml, report);
            xml.writeCharacters("\n  ");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", SUITE);
            counts(xml, report);
            for (LayerResult layer : report.layers()) {
                layer(xml, layer, report);
            }
            if (report.watch().isFailed()) {
                watch(xml, report.watch());
            }
            xml.writeCharacters("\n  ");
            xml.writeEndElement();
        });
    }

    private static void counts(XMLStreamWriter xml, SmokeReport report) throws XMLStreamException {
        long skipped = count(report, Outcome.SKIPPED);
        int watch = report.watch().isFailed() ? 1 : 0;
        boolean proven = report.outcome() != Outcome.SKIPPED;
        xml.writeAttribute("tests", String.valueOf(report.layers().size() + watch));
        xml.writeAttribute("failures", String.valueOf(count(report, Outcome.FAILED) + watch));
        xml.writeAttribute("errors", String.valueOf(proven ? 0 : skipped));
        xml.writeAttribute("skipped", String.valueOf(proven ? skipped : 0));
        xml.writeAttribute("time", seconds(report.wallMillis()));
    }

    private static long count(SmokeReport report, Outcome outcome) {
        return report.layers().stream()
                .filter(layer -> layer.outcome() == outcome)
                .count();
    }

    private static void layer(XMLStreamWriter xml, LayerResult layer, SmokeReport report) throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", SUITE);
        xml.writeAttribute("name", layer.label());
        xml.writeAttribute("time", seconds(layer.wallMillis()));
        if (layer.outcome() != Outcome.PASSED) {
            String kind = layer.outcome() == Outcome.FAILED
                    ? "failure"
                    : report.outcome() == Outcome.SKIPPED ? "error" : "skipped";
            xml.writeStartElement(kind);
            xml.writeAttribute("message", JunitRenderer.legal(layer.reason()));
            if (!kind.equals("skipped")) {
                xml.writeAttribute(
                        "type",
                        layer.findings().stream().findFirst().map(Finding::id).orElse(SUITE));
                xml.writeCharacters(JunitRenderer.legal(text(layer.log(), layer.findings())));
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void watch(XMLStreamWriter xml, GpuWatched watch) throws XMLStreamException {
        Finding worst = watch.findings().get(0);
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", SUITE);
        xml.writeAttribute("name", "gpu");
        xml.writeStartElement("failure");
        xml.writeAttribute("message", JunitRenderer.legal(worst.message()));
        xml.writeAttribute("type", worst.id());
        xml.writeCharacters(JunitRenderer.legal(text(List.of(), watch.findings())));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static String text(List<String> log, List<Finding> findings) {
        List<String> lines = new ArrayList<>(log);
        for (Finding finding : findings) {
            lines.add(finding.id() + ": " + finding.message());
            lines.addAll(RemedyText.lines(finding.remedies()));
        }
        return String.join("\n", lines);
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000);
    }
}
