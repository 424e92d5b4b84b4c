package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.advise.lint.file.YamlNode;
import dev.gpudoctor.advise.lint.file.YamlReader;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.lab.FakeGpu;
import dev.gpudoctor.lab.FakeMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a team asks of its machines, by file and by option: met, unmet, allowed, forbidden, expired, unusable. */
class PolicyTest {
    private static final String WORKSTATION = "healthy-workstation";
    /** A workstation whose TensorRT and cuInit could not be asked. */
    private static final String UNDECIDED = "undecided";

    @TempDir
    Path repository;

    @BeforeEach
    void isARepository() throws IOException {
        Files.createDirectories(repository.resolve(".git"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "healthy-workstation; driver>=580",
                "healthy-workstation; driver=580.95.05",
                "healthy-workstation; cuda>=12.4,<13",
                "healthy-workstation; cudnn>=9.1",
                "healthy-workstation; tensorrt=10.13",
                "healthy-workstation; torch>=2.4,!=2.7",
                "healthy-workstation; python>=3.10",
                "healthy-workstation; gpu.count=1",
                "healthy-workstation; gpu.memory>=44GiB",
                "healthy-workstation; gpu.memory<=48 GiB,>=45000MiB",
                "healthy-workstation; gpu.capability>=8.0",
                "healthy-workstation; gpu.architecture=ada",
                "healthy-workstation; gpu.architecture=hopper,ada",
                "healthy-jetson-orin; jetpack>=6",
            })
    void aRequirementThatIsMetPasses(String machine, String requirement) throws Exception {
        CommandLineRun run = check(machine, "--require", requirement, "--format", "json");

        assertThat(run.code()).as(run.out()).isZero();
        assertThat(outcomes(run)).containsEntry(requirement, "passed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "healthy-workstation; driver<580; policy.version.unmet; here: 580.95.05 (this machine)",
                "healthy-workstation; cuda>=13; policy.version.unmet; 12.8.90 (torch in /home/user/venv)",
                "healthy-workstation; cuda!=12.8; policy.version.unmet; 12.8.90",
                "healthy-workstation; cudnn<9; policy.version.unmet; 9.10.2",
                "healthy-workstation; tensorflow>=2; policy.version.unmet; here: none",
                "healthy-workstation; gpu.count>=2; policy.gpu-count.unmet; here: 1 GPU.",
                "healthy-workstation; gpu.memory>=80GiB; policy.gpu-memory.unmet; 46068 MiB (GPU 0)",
                "healthy-workstation; gpu.capability>=9.0; policy.gpu-capability.unmet; 8.9 (GPU 0)",
                "healthy-workstation; gpu.architecture=hopper; policy.gpu-architecture.unmet; Ada (GPU 0)",
                "no-gpu-build-machine; gpu.count>=1; policy.gpu-count.unmet; here: 0 GPUs",
            })
    void aRequirementThatIsNotMetFails(String machine, String requirement, String id, String message) throws Exception {
        CommandLineRun run = check(machine, "--require", requirement, "--format", "json");

        assertThat(run.code()).isEqualTo(1);
        JsonNode finding = finding(run, id);
        assertThat(finding.path("subject").asText()).isEqualTo(requirement);
        assertThat(finding.path("message").asText()).contains("--require asks for " + requirement, message);
        assertThat(finding.toString()).doesNotContainPattern("\\{[a-zA-Z]+}");
        assertThat(JsonSchemas.faults("report-1", run.out())).isEmpty();
    }

    @Test
    void aVersionThatIsNotKnownDecidesNothing() throws Exception {
        CommandLineRun run = check(UNDECIDED, "--require", "tensorrt>=8", "--format", "json");

        assertThat(outcomes(run)).containsEntry("tensorrt>=8", "undetermined");
        assertThat(run.code()).isEqualTo(3);
        CommandLineRun root = CommandLineRun.in(
                repository, "", "check", "--root", repository.toString(), "--require", "driver>=1", "--format", "json");
        assertThat(outcomes(root)).containsEntry("driver>=1", "not-applicable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cuda",
                "cuda>=",
                "cuda>=new",
                "cuda>=13,<12",
                "cudaa>=12",
                "gpu.size>=2",
                "gpu.memory>=40GB",
                "gpu.memory>=40",
                "gpu.architecture=voodoo",
                ">=12",
                "cuda>=12,"
            })
    void aRequirementThatMakesNoSenseIsRefused(String requirement) {
        CommandLineRun run = check(WORKSTATION, "--require", requirement);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("gpudoctor: --require: ").hasLineCount(1);
    }

    @Test
    void aFileAsksForTheSameAsTheOptions() throws Exception {
        policy("""
                # what our service was tested with
                require:
                  driver: ">=580"
                  cuda: ">=12.4,<13"
                  torch: "~=2.8"
                  gpu.count: 1
                  gpu.memory: ">=40 GiB"
                  gpu.architecture: [hopper, ada]
                  cudnn: "<9"
                """);
        CommandLineRun run = check(WORKSTATION, "--format", "json");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("gpudoctor: judging by the policy gpudoctor.yaml\n");
        assertThat(finding(run, "policy.version.unmet").path("message").asText())
                .startsWith("gpudoctor.yaml:9 asks for cudnn<9; here: 9.10.2");
        assertThat(outcomes(run))
                .containsEntry("gpu.count=1", "passed")
                .containsEntry("gpu.architecture=hopper,ada", "passed");
    }

    @ParameterizedTest
    @EnumSource(OutputOptions.Format.class)
    void everyFormTellsWhatIsNotMet(OutputOptions.Format format) {
        CommandLineRun run = check(WORKSTATION, "--require", "cuda>=13", "--format", format.name());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("policy.version.unmet");
    }

    @Test
    void theFileIsFoundUpwardAsFarAsTheRepositorysRoot() throws Exception {
        Path inner = Files.createDirectories(repository.resolve("services/api"));
        policy("require: {cuda: \">=13\"}");
        assertThat(checkIn(inner).err()).contains("../../gpudoctor.yaml");
        assertThat(checkIn(inner).code()).isEqualTo(1);
        assertThat(checkIn(inner, "--no-policy").code()).isZero();

        Files.writeString(repository.resolve("services/gpudoctor.yaml"), "require: {cuda: \"<13\"}");
        assertThat(checkIn(inner).code()).as("the nearest one decides").isZero();

        Path other =
                Files.createDirectories(repository.resolve("vendored/.git")).getParent();
        assertThat(checkIn(other).err())
                .as("another repository's file is none of ours")
                .isEmpty();
        assertThat(checkIn(other, "--policy", "../gpudoctor.yaml").code()).isEqualTo(1);
    }

    @Test
    void outsideARepositoryNobodysFileAboveDecides() throws Exception {
        Files.delete(repository.resolve(".git"));
        policy("require: {cuda: \">=13\"}");
        Path inner = Files.createDirectories(repository.resolve("work"));

        assertThat(checkIn(inner).code()).isZero();
        assertThat(checkIn(repository).code()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "requires: {}; 1:1; unknown key 'requires'",
                "fail-on: warning|fail-on: error; 2:1; stands twice",
                "require:|  cuda: \">=12\"|  cuda: \">=13\"; 3:3; stands twice",
                "require:|  cuda: \">=13,<12\"; 2:3; admits nothing",
                "require:|  cuda: newest; 2:3; no range",
                "require:|  cuda: [\">=12\"]; 2:3; needs a condition",
                "require:|  cuda:; 2:3; needs a condition",
                "require:|  kuda: \">=12\"; 2:3; nothing is called 'kuda'",
                "require: [cuda]; 1:1; is a mapping",
                "allow: {id: x}; 1:1; is a list",
                "allow:|  - id: cuda.nonsense.here|    reason: r; 2:9; no finding is called 'cuda.nonsense.here'",
                "allow:|  - id: cuda.init.failed; 2:5; needs a reason",
                "allow:|  - id: cuda.init.failed|    reason:; 3:5; needs a text",
                "allow:|  - reason: r; 2:5; needs an id",
                "allow:|  - cuda.init.failed; 2:5; not a mapping",
                "allow:|  - id: cuda.init.failed|    reason: r|    untill: 2030-01-01; 4:5; unknown key 'untill'",
                "allow:|  - id: cuda.init.failed|    reason: r|    until: 2027-02-30; 4:12; is no day",
                "forbid:|  - id: cuda.init.failed|    reason: r|    until: soon; 4:12; is no day",
                "fail-on: sometimes; 1:10; none of error, never, warning",
                "strict: yes; 1:9; none of false, true",
                "smoke: [driver, warp]; 1:17; none of",
                "expired: maybe; 1:10; none of error, note",
                "end-of-life: never; 1:14; none of",
                "- a; 1:1; one mapping",
                "strict: true|---|strict: true; 1:1; one mapping",
                "require: {cuda: \">=12; 1:; not YAML",
            })
    void aFaultIsToldWithFileAndLine(String lines, String place, String message) throws Exception {
        policy(lines.replace('|', '\n'));
        CommandLineRun run = check(WORKSTATION);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("gpudoctor: gpudoctor.yaml:" + place)
                .contains(message)
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "requires: {}",
                "require: {cuda: newest}",
                "require: {gpu.memory: \">=40GB\"}",
                "allow: [{id: cuda.init.failed}]",
                "allow: [{id: cuda.init.failed, reason: r, since: 2027-01-01}]",
                "fail-on: sometimes",
                "strict: \"yes\"",
                "smoke: [warp]",
                "expired: maybe"
            })
    void theSchemaRefusesWhatTheReaderRefuses(String text) throws Exception {
        assertThat(JsonSchemas.faults("policy-1", json(text))).isNotEmpty();
        policy(text);
        assertThat(check(WORKSTATION).code()).isEqualTo(2);
    }

    @Test
    void theSchemaTakesWhatTheReaderTakes() throws Exception {
        String text = Files.readString(Path.of("docs/gpudoctor.yaml"));
        assertThat(JsonSchemas.faults("policy-1", json(text))).isEmpty();
        policy(text);
        assertThat(check(WORKSTATION).code()).isNotEqualTo(2);
    }

    @Test
    void anAliasBombAHugeFileAndADirectoryAreRefused() throws Exception {
        StringBuilder bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (char name = 'b'; name < 'k'; name++) {
            String before = "*" + (char) (name - 1);
            bomb.append(name)
                    .append(": &")
                    .append(name)
                    .append(" [")
                    .append((before + ", ").repeat(9))
                    .append(before)
                    .append("]\n");
        }
        for (String text : List.of(bomb.toString(), "#".repeat((1 << 20) + 1), "[".repeat(100_000))) {
            policy(text);
            assertThat(check(WORKSTATION).code()).isEqualTo(2);
        }
        assertThat(check(WORKSTATION, "--policy", ".git").err()).isEqualTo("gpudoctor: can't read .git: not a file\n");
        assertThat(check(WORKSTATION, "--policy", "a", "--no-policy").code()).isEqualTo(2);
    }

    @Test
    void noTextOfTheFileSteersTheTerminal() throws Exception {
        policy("\"\\e[31mred\": 1");
        assertThat(check(WORKSTATION).err()).contains("unknown key").doesNotContain("\u001b");
        policy("allow: [{id: hardware.gpu.missing, reason: \"a\\e[2J\\nb\"}]");
        CommandLineRun run = check("no-gpu-build-machine");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Allowed by").doesNotContain("\u001b");
    }

    @Test
    void whatIsAllowedIsToldAndDoesNotCount() throws Exception {
        policy("""
                allow:
                  - id: hardware.gpu.missing
                    reason: builds images only
                    until: 2027-03-31
                """);
        CommandLineRun run = check("no-gpu-build-machine", "--format", "json");

        assertThat(run.code()).isZero();
        JsonNode finding = finding(run, "hardware.gpu.missing");
        assertThat(finding.path("severity").asText()).isEqualTo("info");
        assertThat(finding.path("message").asText())
                .endsWith("Allowed until 2027-03-31 by gpudoctor.yaml:2: builds images only");
        assertThat(finding(run, "cuda.libcuda.missing").path("rootCause").asBoolean())
                .as("what follows from it stays folded")
                .isFalse();
        assertThat(check("no-gpu-build-machine", "--format", "junit").out()).doesNotContain("<failure");
        assertThat(check("driver-absent").code())
                .as("another cause still fails")
                .isEqualTo(1);
    }

    @Test
    void whatIsAllowedIsDecided() throws Exception {
        policy("allow: [{id: driver.missing, reason: r}]");
        assertThat(check("driver-absent", "--only", "driver.missing").code()).isZero();
        assertThat(check("driver-absent", "--only", "driver.missing", "--no-policy")
                        .code())
                .isEqualTo(1);
    }

    @Test
    void onlyTheSubjectThatIsNamedIsAllowed() throws Exception {
        String allowance = """
                fail-on: warning
                allow:
                  - id: cuda.gpu.newer-than-toolkit
                    subject: %s
                    reason: being replaced
                """;
        policy(allowance.formatted("CUDA toolkit /usr/local/cuda-11.8"));
        assertThat(check("blackwell-with-cuda-11-toolkit").code()).isZero();
        policy(allowance.formatted("CUDA toolkit /usr/local/cuda-12.0"));
        assertThat(check("blackwell-with-cuda-11-toolkit").code()).isEqualTo(1);
    }

    @Test
    void whatIsOpenMayBeAllowedToo() throws Exception {
        JsonNode report = Json.parse(check(UNDECIDED, "--format", "json").out());
        List<String> open = new ArrayList<>();
        for (JsonNode outcome : report.path("outcomes")) {
            if (outcome.path("outcome").asText().equals("undetermined")) {
                open.add(outcome.path("id").asText());
            }
        }
        StringBuilder text = new StringBuilder("allow:\n");
        open.stream().distinct().forEach(id -> text.append("- {id: ").append(id).append(", reason: known}\n"));
        policy(text.toString());

        assertThat(open).isNotEmpty();
        assertThat(check(UNDECIDED, "--no-policy").code()).isEqualTo(3);
        assertThat(check(UNDECIDED).code()).isZero();
    }

    @Test
    void whatIsForbiddenIsAnError() throws Exception {
        policy("forbid: [{id: cudnn.copies.several, reason: one cuDNN per machine}]");
        CommandLineRun run = check("two-copies-of-cudnn", "--format", "json");

        assertThat(run.code()).isEqualTo(1);
        assertThat(finding(run, "cudnn.copies.several").path("message").asText())
                .endsWith("Forbidden by gpudoctor.yaml:1: one cuDNN per machine");
        assertThat(check("one-copy-of-cudnn").code()).isZero();
    }

    @Test
    void theFileSaysWhenARunFailsAndTheCommandLineOverridesIt() throws Exception {
        policy("fail-on: warning");
        assertThat(check("pcie-link-of-four-lanes").code()).isEqualTo(1);
        assertThat(check("pcie-link-of-four-lanes", "--fail-on", "error").code())
                .isZero();
        policy("fail-on: never");
        assertThat(check("driver-absent").code()).isZero();
        assertThat(check("driver-absent", "--fail-on", "error").code()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2027-03-31T23:59:59Z, note, 0, false",
        "2027-04-01T00:00:00Z, note, 0, true",
        "2099-01-01T00:00:00Z, note, 0, true",
        "2027-03-31T23:59:59Z, error, 0, false",
        "2027-04-01T00:00:00Z, error, 2, false"
    })
    void anExemptionPastItsDayIsANoteUnlessThePolicyAsksForMore(Instant now, String expired, int code, boolean noted)
            throws Exception {
        policy("""
                expired: %s
                fail-on: warning
                strict: true
                allow:
                  - id: hardware.gpu.missing
                    reason: builds images only
                    until: 2027-03-31
                """.formatted(expired));
        CommandLineRun run = checkAt(now, "no-gpu-build-machine", "--skip", "driver,cuda,tensorrt,jetson,wsl");

        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(run.out().contains("[policy.exemption.expired]")).isEqualTo(noted);
        if (code == 2) {
            assertThat(run.err())
                    .isEqualTo(
                            "gpudoctor: gpudoctor.yaml:5: the exemption of hardware.gpu.missing expired on 2027-03-31\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                WORKSTATION,
                "healthy-container",
                "healthy-jetson-xavier-nx",
                "two-copies-of-cudnn",
                "no-gpu-build-machine",
                "driver-absent",
                "blackwell-with-cuda-11-toolkit",
                UNDECIDED
            })
    void theCalendarAloneTurnsNothingRed(String machine) throws Exception {
        policy("""
                fail-on: warning
                strict: true
                allow:
                  - {id: cuda.libcuda.missing, reason: r, until: 2026-12-31}
                forbid:
                  - {id: cudnn.copies.several, reason: r, until: 2026-12-31}
                """);
        CommandLineRun today = checkAt(Instant.parse("2026-11-23T12:00:00Z"), machine);
        CommandLineRun later = checkAt(Instant.parse("2099-01-01T12:00:00Z"), machine);

        assertThat(today.out()).doesNotContain("policy.exemption.expired");
        assertThat(later.out()).contains("policy.exemption.expired");
        assertThat(later.code()).isEqualTo(today.code());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2099-01-01T00:00:00Z, 0",
        "end-of-life: error, 2024-07-01T00:00:00Z, 0",
        "end-of-life: error, 2099-01-01T00:00:00Z, 1",
        "end-of-life: warning, 2099-01-01T00:00:00Z, 0"
    })
    void theEndOfADriverBranchCountsWhereThePolicyAsksForIt(String text, Instant now, int code) throws Exception {
        policy("strict: false\n" + text);
        CommandLineRun run = checkAt(now, WORKSTATION);

        assertThat(run.code()).as(run.out()).isEqualTo(code);
        assertThat(run.out().contains("policy.driver.ended"))
                .isEqualTo(!text.isEmpty() && now.toString().startsWith("2099"));
    }

    @Test
    void anEndOnWhichSourcesDisagreeIsAWarningAtMost() throws Exception {
        policy("end-of-life: error");
        CommandLineRun run = checkAt(Instant.parse("2028-07-15T00:00:00Z"), WORKSTATION, "--format", "json");

        assertThat(run.code()).isZero();
        JsonNode finding = finding(run, "policy.driver.ended");
        assertThat(finding.path("severity").asText()).isEqualTo("warning");
        assertThat(finding.path("message").asText())
                .contains("The sources disagree on endOfLife: 2028-06 (NVIDIA", "2028-08-04 (endoflife.date");
    }

    @Test
    void layersAreTriedOnTheRunningMachineOnly() throws Exception {
        policy("smoke: [driver, kernel, cudnn]");
        assertThat(outcomes(check(WORKSTATION, "--format", "json"))).containsEntry("driver", "not-applicable");

        FakeMachine machine = FakeMachine.healthy(repository.resolve("lab"), FakeGpu.h200())
                .answer("cuLaunchKernel", "719")
                .write();
        CommandLineRun run = checkLive(machine);
        assertThat(outcomes(run))
                .containsEntry("driver", "passed")
                .containsEntry("kernel", "failed")
                .containsEntry("cudnn", "undetermined");
        assertThat(finding(run, "policy.smoke.failed").path("message").asText()).contains("kernel", "719");
        assertThat(run.code()).isEqualTo(1);
    }

    /** The driver's compiler lies nowhere here, so that a rule expects PTX to fail; the kernel layer compiles and runs some. */
    @Test
    void whatWasSeenToWorkOutranksWhatATableSays() throws Exception {
        FakeMachine machine =
                FakeMachine.healthy(repository.resolve("lab"), FakeGpu.h200()).write();
        CommandLineRun told = checkLive(machine, "--only", "cuda.jit.library-missing");
        assertThat(finding(told, "cuda.jit.library-missing").path("severity").asText())
                .isEqualTo("error");
        assertThat(told.code()).isEqualTo(1);

        CommandLineRun seen = checkLive(machine, "--only", "cuda.jit.library-missing,policy", "--smoke");

        assertThat(outcomes(seen))
                .containsEntry("driver", "passed")
                .containsEntry("kernel", "passed")
                .containsEntry("tensorrt", "not-applicable");
        assertThat(finding(seen, "cuda.jit.library-missing").path("severity").asText())
                .isEqualTo("info");
        assertThat(finding(seen, "cuda.jit.library-missing").path("message").asText())
                .endsWith("It works all the same: layer kernel of the smoke test passed on NVIDIA H200.");
        assertThat(seen.code()).as(seen.out() + seen.err()).isZero();
    }

    @Test
    void onlyTheMachineAsItIsCanBeTried() {
        CommandLineRun run = CommandLineRun.of(
                "check", "--smoke", "--from", machine(WORKSTATION).toString());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--smoke", "excludes --from");
    }

    private void policy(String text) throws IOException {
        Files.writeString(repository.resolve("gpudoctor.yaml"), text);
    }

    private CommandLineRun check(String machine, String... more) {
        return run(Instant.parse("2026-11-23T12:00:00Z"), repository, machine, more);
    }

    private CommandLineRun checkLive(FakeMachine machine, String... more) {
        String[] arguments = Stream.concat(Stream.of("check", "--format", "json"), Arrays.stream(more))
                .toArray(String[]::new);
        return CommandLineRun.in(repository, machine.environment(), "", arguments);
    }

    private CommandLineRun checkAt(Instant now, String machine, String... more) {
        return run(now, repository, machine, more);
    }

    private static CommandLineRun checkIn(Path directory, String... more) {
        return run(Instant.parse("2026-11-23T12:00:00Z"), directory, WORKSTATION, more);
    }

    private static CommandLineRun run(Instant now, Path directory, String machine, String... more) {
        String snapshot = machine(machine).toString();
        String[] arguments = Stream.concat(Stream.of("check", "--from", "-"), Arrays.stream(more))
                .toArray(String[]::new);
        return CommandLineRun.at(now, directory, Map.of(), snapshot, arguments);
    }

    private static ObjectNode machine(String name) {
        if (!name.equals(UNDECIDED)) {
            return MachineCase.named(name).machine();
        }
        ObjectNode machine = MachineCase.named(WORKSTATION).machine();
        ObjectNode unreadable = (ObjectNode) Json.tree(Map.of("state", "unreadable", "reason", "not allowed"));
        ((ObjectNode) machine.get("answers")).set("cuInit", unreadable);
        ((ObjectNode) machine.at("/consumers/1/uses/0")).set("version", unreadable);
        return machine;
    }

    private static JsonNode finding(CommandLineRun run, String id) throws Exception {
        for (JsonNode finding : Json.parse(run.out()).path("findings")) {
            if (finding.path("id").asText().equals(id)) {
                return finding;
            }
        }
        throw new AssertionError("no finding " + id + " in " + run.out());
    }

    /** What became of the policy's own rules, by subject. */
    private static Map<String, String> outcomes(CommandLineRun run) throws Exception {
        Map<String, String> outcomes = new LinkedHashMap<>();
        for (JsonNode outcome : Json.parse(run.out()).path("outcomes")) {
            if (outcome.path("id").asText().startsWith("policy.")) {
                outcomes.put(
                        outcome.path("subject").asText(),
                        outcome.path("outcome").asText());
            }
        }
        return outcomes;
    }

    private static String json(String yaml) throws Exception {
        return Json.line(plain(YamlReader.read("policy", yaml).get(0)));
    }

    private static Object plain(YamlNode node) {
        if (node instanceof YamlNode.Mapping) {
            Map<String, Object> fields = new LinkedHashMap<>();
            node.entries().forEach(entry -> fields.put(entry.name(), plain(entry.value())));
            return fields;
        }
        if (node instanceof YamlNode.Scalar scalar) {
            boolean truth = !scalar.quoted() && List.of("true", "false").contains(scalar.value());
            return truth ? Boolean.valueOf(scalar.value()) : scalar.value();
        }
        return node.items().map(PolicyTest::plain).toList();
    }
}
