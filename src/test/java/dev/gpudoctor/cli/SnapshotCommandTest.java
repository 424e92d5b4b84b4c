package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Machine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Snapshots: nothing is lost on the way, names are taken out by field, newer minor versions survive. */
class SnapshotCommandTest {
    static List<MachineCase> cases() {
        return MachineCase.all();
    }

    private static ObjectNode workstation() {
        return cases().stream()
                .filter(machineCase -> machineCase.name().equals("healthy-workstation"))
                .findFirst()
                .orElseThrow()
                .machine();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aMachineSurvivesItsJson(MachineCase machineCase) throws Exception {
        Machine machine = Json.read(machineCase.machine(), Machine.class);
        assertThat(Json.read(Json.parse(Json.pretty(machine)), Machine.class)).isEqualTo(machine);
    }

    @Test
    void namesAreTakenOutWhereverTheyStand() {
        ObjectNode machine = workstation();
        CommandLineRun run = CommandLineRun.withInput(machine.toString(), "snapshot", "--from", "-");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .doesNotContain("alice", "bench", "GPU-00000000-0000-0000-0000-000000000001", "1320000000001")
                .contains("/home/user/venv/lib/python3.12/site-packages", "10.13.3.9", "GPU-redacted-0");
    }

    @Test
    void nothingIsTakenOutWhenToldSo() throws Exception {
        ObjectNode machine = workstation();
        CommandLineRun run = CommandLineRun.withInput(machine.toString(), "snapshot", "--from", "-", "--no-redact");
        assertThat(Json.parse(run.out())).isEqualTo(machine);
    }

    @Test
    void whatANewerMinorVersionAddedIsKept() throws Exception {
        ObjectNode machine = workstation();
        machine.put("schemaMinor", 7);
        machine.put("moonPhase", "waxing");
        ((ObjectNode) machine.path("gpus").path("value").path(0)).put("spin", 3);
        CommandLineRun run = CommandLineRun.withInput(
                machine.toString(), "check", "--from", "-", "--format", "json", "--assume", "driver=999.1");
        JsonNode kept = Json.parse(run.out()).path("machine");
        assertThat(kept.path("moonPhase").asText()).isEqualTo("waxing");
        assertThat(kept.path("gpus").path("value").path(0).path("spin").asInt()).isEqualTo(3);
        assertThat(kept.path("schemaMinor").asInt()).isEqualTo(7);
    }

    @Test
    void aReportIsASnapshotToo() {
        String report = CommandLineRun.withInput(workstation().toString(), "check", "--from", "-", "--format", "json")
                .out();
        assertThat(CommandLineRun.withInput(report, "check", "--from", "-").code())
                .isZero();
    }

    @Test
    void aFactThatASnapshotDoesNotTellIsUnknownNotAbsent() throws Exception {
        ObjectNode machine = workstation();
        machine.remove("jetson");
        assertThat(Json.read(machine, Machine.class).jetson().isUnreadable()).isTrue();
    }
}
