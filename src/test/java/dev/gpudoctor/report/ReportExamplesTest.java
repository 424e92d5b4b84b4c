package dev.gpudoctor.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.GoldenFile;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.cli.CommandLineRun;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Every form of the report, for a real machine and for three broken ones, as it is shown in the documentation. */
class ReportExamplesTest {
    private static final Path EXAMPLES = Path.of("docs/examples");
    private static final List<String> CASES = List.of(
            "healthy-h200", "driver-one-below-the-floor-of-cuda-12", "cudnn-on-a-gpu-it-dropped", "nouveau-holds-gpu");

    static List<Arguments> examples() {
        List<Arguments> examples = new ArrayList<>();
        for (String name : CASES) {
            for (String form : List.of(
                    "text:txt",
                    "json:json",
                    "junit:xml",
                    "sarif:sarif",
                    "markdown:md",
                    "github:log",
                    "html:html",
                    "line:line",
                    "prometheus:prom",
                    "nfd:nfd")) {
                String[] parts = form.split(":", 2);
                examples.add(Arguments.of(name, parts[0], parts[1]));
            }
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theExampleIsWhatTheProgramSays(String name, String format, String ending) {
        GoldenFile.assertEquals(EXAMPLES.resolve(name + "." + ending), report(name, format));
    }

    /** The picture stands alone in the README, where no style sheet of a page reaches it. */
    @Test
    void thePictureIsThatOfTheReport() {
        String page = report("cudnn-on-a-gpu-it-dropped", "html");
        String style = page.substring(page.indexOf("<style>"), page.indexOf("</style>") + "</style>\n".length());
        String svg = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + "</svg>\n".length());
        GoldenFile.assertEquals(
                EXAMPLES.resolve("stack.svg"), svg.replaceFirst(">\n", ">\n" + style.replace("$", "\\$")));
    }

    @ParameterizedTest
    @MethodSource("dev.gpudoctor.cases.MachineCase#all")
    void everyPageIsWellFormedAndAlone(MachineCase machineCase) throws Exception {
        String page = CommandLineRun.withInput(
                        machineCase.machine().toString(), "check", "--from", "-", "--format", "html")
                .out();

        assertThat(page).contains("<h1>", "<svg", "<main>").doesNotContain("<script", " src=", "url(", "@import");
        Document svg = parsed(page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + 6));
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"<script>alert(1)</script>", "\"onload=\"alert(1)", "</style></svg><img>"})
    void foreignTextStaysText(String hostile) {
        String machine = MachineCase.named("healthy-workstation")
                .machine()
                .toString()
                .replace("NVIDIA L40S", hostile.replace("\"", "\\\""));

        String page = CommandLineRun.withInput(machine, "check", "--from", "-", "--format", "html")
                .out();

        assertThat(page)
                .doesNotContain(hostile)
                .contains(hostile.replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;"));
    }

    private static String report(String name, String format) {
        return CommandLineRun.withInput(
                        MachineCase.named(name).machine().toString(),
                        "check",
                        "--from",
                        "-",
                        "--format",
                        format.toLowerCase(Locale.ROOT))
                .out();
    }

    private static Document parsed(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
