package dev.gpudoctor.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.cli.CommandLineRun;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.SAXException;

/** Forms that others have defined, judged by the schemas that their readers use. */
class ForeignSchemasTest {
    private static final Path SCHEMAS = Path.of("src/test/resources/schemas");
    private static final Path SARIF = SCHEMAS.resolve("sarif-2.1.0-rtm.5.json");
    private static Schema junit;

    @BeforeAll
    static void read() throws SAXException {
        junit = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(SCHEMAS.resolve("junit-10.xsd").toFile());
    }

    @ParameterizedTest
    @MethodSource("dev.gpudoctor.cases.MachineCase#all")
    void everyMachineGivesSarifAndJunit(MachineCase machineCase) {
        String machine = machineCase.machine().toString();

        assertIsSarif(CommandLineRun.withInput(machine, "check", "--from", "-", "--format", "sarif"));
        assertIsJunit(CommandLineRun.withInput(machine, "check", "--from", "-", "--format", "junit"));
    }

    static List<Path> lintCases() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/lint"), 2)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("expected.json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("lintCases")
    void everyLintedFileGivesSarifAndJunit(Path file) {
        assertIsSarif(CommandLineRun.of("lint", file.toString(), "--format", "sarif"));
        assertIsJunit(CommandLineRun.of("lint", file.toString(), "--format", "junit"));
    }

    @Test
    void theSchemasRefuseWhatIsNone() {
        String sarif = report("sarif");
        assertThat(JsonSchemas.faults(SARIF, sarif.replace("\"version\" : \"2.1.0\"", "\"version\" : \"2.0.0\"")))
                .isNotEmpty();
        assertThat(JsonSchemas.faults(SARIF, sarif.replace("\"ruleId\"", "\"rule\"")))
                .isNotEmpty();
        assertThatThrownBy(() -> validate(report("junit").replace("classname=", "class=")))
                .isInstanceOf(SAXException.class);
    }

    private static String report(String format) {
        return CommandLineRun.withInput(
                        MachineCase.named("nouveau-holds-gpu").machine().toString(),
                        "check",
                        "--from",
                        "-",
                        "--format",
                        format)
                .out();
    }

    private static void assertIsSarif(CommandLineRun run) {
        assertThat(JsonSchemas.faults(SARIF, run.out())).as(run.err()).isEmpty();
    }

    private static void assertIsJunit(CommandLineRun run) {
        assertThatCode(() -> validate(run.out())).as(run.err()).doesNotThrowAnyException();
    }

    private static void validate(String xml) throws SAXException, IOException {
        junit.newValidator().validate(new StreamSource(new StringReader(xml)));
    }
}
