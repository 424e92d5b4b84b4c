package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.rules.Outcome;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The report as JUnit XML: a suite per area, a case per rule and subject. It is red exactly where the exit code is:
 * root causes at or above the limit fail, rules left open that count are errors, everything folded is skipped.
 */
public final class JunitRenderer implements Renderer {
    private static final Pattern ILLEGAL =
            Pattern.compile("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

    private final ExitPolicy policy;

    public JunitRenderer(ExitPolicy policy) {
        this.policy = policy;
    }

    /** How a case shows. */
    private enum Mark {
        PASSED,
        FAILURE,
        ERROR,
        SKIPPED
    }

    @Override
    public void render(Report report, Appendable out) throws IOException {
        List<Outcome> outcomes = Stream.concat(
                        ProgramLine.of(report.machine(), report.diagnosis()).stream()
                                .map(ProgramLine::outcome),
                        report.diagnosis().outcomes().stream())
                .toList();
        Map<String, List<Outcome>> suites = outcomes.stream()
                .collect(Collectors.groupingBy(
                        outcome -> outcome.id().substring(0, outcome.id().indexOf('.')),
                        LinkedHashMap::new,
                        Collectors.toList()));
        out.append(JunitDocument.of("gpudoctor", xml -> {
            results(xml, outcomes);
            for (Map.Entry<String, List<Outcome>> suite : suites.entrySet()) {
                suite(xml, suite.getKey(), suite.getValue(), report);
            }
        }));
    }

    private void suite(XMLStreamWriter xml, String area, List<Outcome> outcomes, Report report)
            throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", "gpudoctor." + area);
        results(xml, outcomes);
        xml.writeAttribute("skipped", count(outcomes, Mark.SKIPPED));
        xml.writeAttribute("time", "0");
        xml.writeAttribute("timestamp", report.generatedAt().toString());
        for (Outcome outcome : outcomes) {
            xml.writeCharacters("\n    ");
            xml.writeStartElement("testcase");
            xml.writeAttribute("classname", "gpudoctor." + area);
            xml.writeAttribute(
                    "name", legal(outcome.id() + (outcome.subject().isEmpty() ? "" : " @ " + outcome.subject())));
            xml.writeAttribute("time", "0");
            body(xml, outcome);
            xml.writeEndElement();
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    /** What both levels count; only a suite may count what was skipped. */
    private void results(XMLStreamWriter xml, List<Outcome> outcomes) throws XMLStreamException {
        xml.writeAttribute("tests", String.valueOf(outcomes.size()));
        xml.writeAttribute("failures", count(outcomes, Mark.FAILURE));
        xml.writeAttribute("errors", count(outcomes, Mark.ERROR));
    }

    private String count(List<Outcome> outcomes, Mark mark) {
        return String.valueOf(
                outcomes.stream().filter(outcome -> mark(outcome) == mark).count());
    }

    private Mark mark(Outcome outcome) {
        return switch (outcome.result()) {
            case PASSED -> Mark.PASSED;
            case NOT_APPLICABLE -> Mark.SKIPPED;
            case FAILED ->
                !outcome.followsFrom().isEmpty()
                        ? Mark.SKIPPED
                        : policy.fails(outcome.severity()) ? Mark.FAILURE : Mark.PASSED;
            case UNDETERMINED, CRASHED -> policy.leavesOpen(outcome) ? Mark.ERROR : Mark.SKIPPED;
        };
    }

    private void body(XMLStreamWriter xml, Outcome outcome) throws XMLStreamException {
        switch (mark(outcome)) {
            case FAILURE ->
                element(xml, "failure", outcome, text(outcome.finding().orElseThrow()));
            case ERROR -> element(xml, "error", outcome, outcome.reason());
            case SKIPPED -> {
                xml.writeEmptyElement("skipped");
                xml.writeAttribute(
                        "message",
                        legal(
                                outcome.followsFrom().isEmpty()
                                        ? outcome.reason()
                                        : "follows from " + outcome.followsFrom()));
            }
            case PASSED -> {
                if (outcome.finding().isPresent()) {
                    xml.writeStartElement("system-out");
                    xml.writeCharacters(legal(text(outcome.finding().get())));
                    xml.writeEndElement();
                }
            }
        }
    }

    private static void element(XMLStreamWriter xml, String name, Outcome outcome, String text)
            throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeAttribute(
                "message", legal(outcome.finding().map(Finding::message).orElse(outcome.reason())));
        xml.writeAttribute("type", outcome.id());
        xml.writeCharacters(legal(text));
        xml.writeEndElement();
    }

    private static String text(Finding finding) {
        return finding.severity().word() + ": " + finding.message() + "\n" + finding.why() + "\n"
                + String.join("\n", RemedyText.lines(finding.remedies()));
    }

    static String legal(String text) {
        return ILLEGAL.matcher(text).replaceAll("\uFFFD");
    }
}
