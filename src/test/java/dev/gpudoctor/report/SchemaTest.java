package dev.gpudoctor.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.GoldenFile;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.cli.CommandLineRun;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Machine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped schemas say what is really written. */
class SchemaTest {
    private static final Path SCHEMAS = Path.of("src/main/resources/dev/gpudoctor/schema");

    @Test
    void theMachineSchemaIsTheRecords() {
        GoldenFile.assertEquals(
                SCHEMAS.resolve("machine-1.schema.json"), Json.pretty(SchemaOf.record(Machine.class, Machine.SCHEMA)));
    }

    static List<MachineCase> cases() {
        return MachineCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyReportKeepsTheSchemas(MachineCase machineCase) throws Exception {
        CommandLineRun run =
                CommandLineRun.withInput(machineCase.machine().toString(), "check", "--from", "-", "--format", "json");
        assertThat(JsonSchemas.faults("report-1", run.out())).isEmpty();
        assertThat(JsonSchemas.faults(
                        "machine-1", Json.parse(run.out()).get("machine").toString()))
                .isEmpty();
    }

    @Test
    void aForeignDocumentBreaksTheSchema() {
        assertThat(JsonSchemas.faults("report-1", "{\"schema\":\"gpudoctor/report/1\"}"))
                .isNotEmpty();
        assertThat(JsonSchemas.faults("machine-1", "{\"schema\":\"gpudoctor/machine/2\"}"))
                .isNotEmpty();
    }
}
