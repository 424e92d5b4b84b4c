package dev.gpudoctor.report;

import dev.gpudoctor.advise.lint.LintFinding;
import dev.gpudoctor.advise.lint.LintReport;
import dev.gpudoctor.finding.Severity;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Lint findings as JUnit XML: a suite per file, a case per finding; it is red exactly where the exit code is. */
public final class LintJunitRenderer {
    private final Optional<Severity> failOn;

    /** @param failOn the severity from which a finding fails; empty for never */
    public LintJunitRenderer(Optional<Severity> failOn) {
        this.failOn = failOn;
    }

    public String render(LintReport report) {
        return JunitDocument.of("gpudoctor lint", xml -> {
            for (String file : report.files()) {
                suite(xml, file, findings(report, file));
            }
        });
    }

    private static List<LintFinding> findings(LintReport report, String file) {
        return report.findings().stream()
                .filter(found -> found.file().equals(file))
                .toList();
    }

    /** A file without findings is one passed case, so that it shows at all. */
    private void suite(XMLStreamWriter xml, String file, List<LintFinding> findings) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", JunitRenderer.legal(file));
        xml.writeAttribute("tests", String.valueOf(Math.max(1, findings.size())));
        xml.writeAttribute(
                "failures", String.valueOf(findings.stream().filter(this::fails).count()));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("skipped", "0");
        if (findings.isEmpty()) {
            testCase(xml, file, "nothing found");
            xml.writeEndElement();
        }
        for (LintFinding found : findings) {
            testCase(xml, file, found.finding().id() + " @ " + found.file() + ":" + found.place());
            String text = found.finding().message() + "\n" + found.finding().why() + "\n"
                    + String.join("\n", RemedyText.lines(found.finding().remedies()));
            xml.writeStartElement(fails(found) ? "failure" : "system-out");
            if (fails(found)) {
                xml.writeAttribute(
                        "message", JunitRenderer.legal(found.finding().message()));
                xml.writeAttribute("type", found.finding().id());
            }
            xml.writeCharacters(JunitRenderer.legal(text));
            xml.writeEndElement();
            xml.writeEndElement();
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private static void testCase(XMLStreamWriter xml, String file, String name) throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", JunitRenderer.legal(file));
        xml.writeAttribute("name", JunitRenderer.legal(name));
    }

    private boolean fails(LintFinding found) {
        return failOn.filter(limit -> found.finding().severity().compareTo(limit) >= 0)
                .isPresent();
    }
}
