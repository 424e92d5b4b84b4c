package dev.gpudoctor.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.DiagnosisTable;
import dev.gpudoctor.DiagnosisTable.Row;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The doctor survives the patient: the real program checks a machine with one hostile fault, ends within its limit with a
 * whole report that names the fault and keeps the rest, and leaves no process and no file behind.
 */
class HostileMachineTest {
    /** For a library that never returns: the test waits this long for the limit to end it. */
    private static final int SHORT_LIMIT_SECONDS = 20;
    /** For everything that ends by itself, however slow a busy machine is. */
    private static final int LONG_LIMIT_SECONDS = 120;
    /** Start, other probes and report come on top of the limit. */
    private static final int END_OF_ALL_SECONDS = 240;

    @TempDir
    Path folder;

    private Process doctor;

    @AfterEach
    void endTheDoctor() throws InterruptedException {
        if (doctor != null) {
            doctor.descendants().forEach(ProcessHandle::destroyForcibly);
            doctor.destroyForcibly().waitFor();
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource
    void aLibrary(HostileLibrary fault, TestReporter reporter) throws Exception {
        DiagnosisTable.add(reporter, Row.TRIED, 1);
        FakeMachine machine = FakeMachine.healthy(folder.resolve("machine"), FakeGpu.h200())
                .library("usr/lib/x86_64-linux-gnu/libcudnn.so.9.6.0", "libcudnn.so.9", 90600);
        fault.describe(machine);
        machine.write();
        fault.harm(machine);

        JsonNode report = check(machine, "--timeout", Integer.toString(limitSeconds(fault)));

        assertThat(Leftovers.of(machine)).as("processes left behind").isEmpty();
        assertThat(report.at("/machine/answers/incidents").findValuesAsText("kind"))
                .as("incidents")
                .containsAll(fault.incident().stream().toList());
        assertThat(report.at("/findings").findValuesAsText("id"))
                .as("findings")
                .containsAll(fault.finding().stream().toList());
        for (String fact : fault.intact()) {
            assertThat(report.at("/machine" + fact + "/state").asText())
                    .as(fact)
                    .isEqualTo("found");
        }
        DiagnosisTable.add(reporter, Row.SURVIVED, 1);
    }

    private static int limitSeconds(HostileLibrary fault) {
        return fault.incident().equals(Optional.of("TIME_OUT")) ? SHORT_LIMIT_SECONDS : LONG_LIMIT_SECONDS;
    }

    @ParameterizedTest
    @CsvSource({"14, true", "0, false", "3, false"})
    void aDamagedInforomIsFoundWhereEverythingElseWorks(String code, boolean damaged) throws Exception {
        FakeMachine machine = FakeMachine.healthy(
                        folder.resolve("machine"),
                        FakeGpu.h200(),
                        FakeGpu.h200().with("inforom", code))
                .write();

        List<String> findings = check(machine).at("/findings").findValuesAsText("id");

        assertThat(findings.contains("hardware.inforom.corrupted")).isEqualTo(damaged);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource
    void aFile(HostileFile fault, TestReporter reporter) throws Exception {
        DiagnosisTable.add(reporter, Row.TRIED, 1);
        FakeMachine machine = FakeMachine.healthy(folder.resolve("machine"), FakeGpu.h200())
                .file("var/lib/dpkg/status", "Package: libc6\nStatus: install ok installed\nVersion: 2.35-0ubuntu3\n\n")
                .library("usr/lib/x86_64-linux-gnu/libcudart.so.12.4.127", "libcudart.so.12", 12040)
                .write();
        fault.harm(machine.root());

        JsonNode report;
        try (AutoCloseable disturbance = fault.disturb(machine.root())) {
            assertThat(disturbance).isNotNull();
            report = check(machine, "--root", machine.root().toString());
        }

        assertThat(report.toString()).doesNotContain(HostileFile.SECRET);
        assertThat(report.at("/machine/os").isObject()).isTrue();
        for (String fact : fault.unreadable()) {
            assertThat(report.at("/machine" + fact + "/state").asText())
                    .as(fact)
                    .isEqualTo("unreadable");
        }
        DiagnosisTable.add(reporter, Row.SURVIVED, 1);
    }

    /** A driver's library that leads root to a file of others is not opened; whoever is not root opens it as ever. */
    @Test
    void rootOpensNoLibraryThatOthersCanExchange() throws Exception {
        FakeMachine machine =
                FakeMachine.healthy(folder.resolve("machine"), FakeGpu.h200()).write();
        Path libcuda = machine.root().resolve("usr/lib/x86_64-linux-gnu/libcuda.so.1");
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path moved = Files.move(libcuda.toRealPath(), open.resolve("libcuda.so.1"));
        Files.delete(libcuda);
        Files.createSymbolicLink(libcuda, moved);

        JsonNode report = check(machine);

        JsonNode answer = report.at("/machine/answers/cuInit");
        if (System.getProperty("user.name").equals("root")) {
            assertThat(answer.path("state").asText()).isEqualTo("unreadable");
            assertThat(answer.path("reason").asText())
                    .isEqualTo("not opened as root: others can write " + open.toRealPath());
            assertThat(report.at("/findings").findValuesAsText("id")).contains("driver.library.refused");
            assertThat(report.at("/outcomes")).anySatisfy(outcome -> assertThat(List.of(
                            outcome.path("id").asText(), outcome.path("outcome").asText()))
                    .containsExactly("cuda.init.failed", "undetermined"));
        } else {
            assertThat(answer.path("state").asText()).isEqualTo("found");
        }
        assertThat(report.at("/machine/gpus/state").asText()).isEqualTo("found");
    }

    /** Runs the program as users do and gives its report, having looked at everything that holds for every fault. */
    private JsonNode check(FakeMachine machine, String... arguments) throws IOException, InterruptedException {
        Path working = Files.createDirectories(folder.resolve("working"));
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        Path out = folder.resolve("out");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx150m"));
        command.addAll(List.of("-Djava.io.tmpdir=" + temporary, "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("dev.gpudoctor.cli.Main", "check", "--format", "json"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(working.toFile());
        builder.environment().putAll(machine.environment());
        builder.environment().put("TMPDIR", temporary.toString());
        builder.redirectOutput(out.toFile()).redirectError(folder.resolve("err").toFile());
        doctor = builder.start();

        assertThat(doctor.waitFor(END_OF_ALL_SECONDS, TimeUnit.SECONDS))
                .as("it ends")
                .isTrue();
        String errors = Files.readString(folder.resolve("err"), StandardCharsets.ISO_8859_1);
        assertThat(doctor.exitValue()).as("exit code; it said: " + errors).isIn(0, 1, 3);
        assertThat(entries(working)).as("files in the working directory").isEmpty();
        assertThat(entries(temporary)).as("temporary files").isEmpty();
        String json = Files.readString(out);
        assertThat(JsonSchemas.faults("report-1", json)).isEmpty();
        return Json.parse(json);
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !file.equals(directory)).toList();
        }
    }
}
