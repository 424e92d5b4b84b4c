package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What has changed between two machines, in plain words; and the baseline, of which only the worse counts. */
class DiffCommandTest {
    @TempDir
    Path folder;

    static Stream<String> machines() {
        return Stream.of(
                "healthy-workstation", "healthy-jetson-orin", "healthy-wsl", "driver-absent", "healthy-container");
    }

    @ParameterizedTest
    @MethodSource("machines")
    void aMachineIsAsItWas(String machine) throws Exception {
        CommandLineRun run = diff(machine, machine, "--fail-on", "change");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("No change\n");
    }

    @Test
    void aSnapshotWithoutNamesIsTheSameMachine() throws Exception {
        Path named = file("named", MachineCase.named("healthy-workstation").machine());
        Path nameless = folder.resolve("nameless.json");
        assertThat(gpudoctor("snapshot", "--from", named.toString(), "--output", nameless.toString())
                        .code())
                .isZero();

        assertThat(gpudoctor("diff", named.toString(), nameless.toString()).out())
                .startsWith("No change\n");
        assertThat(gpudoctor("diff", named.toString(), nameless.toString(), "--no-redact")
                        .out())
                .doesNotStartWith("No change");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "healthy-workstation; driver-one-below-the-floor-of-cuda-12; ! The driver moved down from 580.95.05 to",
                "driver-one-below-the-floor-of-cuda-12; healthy-workstation; ~ The driver moved up from",
                "one-copy-of-cudnn; two-copies-of-cudnn; ~ A second cuDNN appeared: 9.14.0 in",
                "two-copies-of-cudnn; one-copy-of-cudnn; is gone.",
                "healthy-workstation; driver-absent; ! The driver was 580.95.05",
                "healthy-workstation; healthy-jetson-orin; ! NVIDIA L40S is gone; before there was 1.",
                "healthy-workstation; two-gpus-small-shm; The size of /dev/shm",
            })
    void driftIsToldInPlainWords(String before, String after, String sentence) throws Exception {
        assertThat(diff(before, after).out().replaceAll("\\s+", " ")).contains(sentence);
    }

    @Test
    void theLoaderGivingAnotherFileIsTold() throws Exception {
        String out = change(machine -> {
                    ObjectNode use = (ObjectNode) machine.at("/consumers/0/uses/1");
                    use.put("path", "/usr/lib/x86_64-linux-gnu/libcudnn.so.9");
                    ((ObjectNode) use.get("version")).put("value", "9.1.0");
                })
                .out();
        assertThat(out.replaceAll("\\s+", " "))
                .contains(
                        "! torch in /home/user/venv got cudnn 9.10.2 from /home/user/venv/lib/python3.12/site-packages/nvidia/cudnn/lib/"
                                + "libcudnn.so.9 and gets 9.1.0 from /usr/lib/x86_64-linux-gnu/libcudnn.so.9 now.");
    }

    @Test
    void packagesVariablesSettingsAndSightAreTold() throws Exception {
        String out = change(machine -> {
                    ((ArrayNode) machine.at("/pythons/0/packages")).remove(1);
                    ((ObjectNode) machine.at("/pythons/0/packages/0")).put("version", "2.9.1+cu128");
                    ((ObjectNode) machine.at("/environment")).put("LD_LIBRARY_PATH", "/opt/old");
                    ((ObjectNode) machine.at("/gpus/value/0/ecc/value")).put("enabled", false);
                    ((ObjectNode) machine.at("/toolkits/0")).put("directory", "/usr/local/cuda-12.6");
                    ((ObjectNode) machine.at("/toolkits/0/version")).put("value", "12.6.3");
                    ((ObjectNode) machine.get("os")).set("libc", unreadable());
                })
                .out()
                .replaceAll("\\s+", " ");
        assertThat(out)
                .contains("! nvidia-cudnn-cu12 in /home/user/venv was 9.10.2.21 and is gone.")
                .contains("~ torch in /home/user/venv moved up from 2.8.0+cu128 to 2.9.1+cu128.")
                .contains("~ LD_LIBRARY_PATH is new: /opt/old.")
                .contains("~ ECC of NVIDIA L40S (GPU 0) changed from on to off.")
                .contains("! The CUDA toolkit moved down from 12.9.1 in /usr/local/cuda-12.9 to 12.6.3 in")
                .contains("~ glibc was")
                .contains("and can't be read now: not allowed.");
    }

    @Test
    void nativePackagesFirmwareLinksAndParametersAreTold() throws Exception {
        String out = change(machine -> {
                    ((ObjectNode) machine.at("/packages/value/0")).put("version", "570.133.20-0ubuntu1");
                    ((ArrayNode) machine.at("/packages/value")).remove(1);
                    ((ObjectNode) machine.at("/kernelDriver/gpus/value/0/firmware")).put("value", "570.133.20");
                    ((ObjectNode) machine.at("/gpus/value/0/link/value")).put("width", 8);
                    ((ObjectNode) machine.get("kernelDriver"))
                            .set(
                                    "parameters",
                                    Json.tree(java.util.Map.of(
                                            "state", "found", "value", List.of("NVreg_B=1", "NVreg_A=0"))));
                })
                .out()
                .replaceAll("\\s+", " ");
        assertThat(out)
                .contains(
                        "The package nvidia-driver-580-open changed from 580.95.05-0ubuntu1 to 570.133.20-0ubuntu1.",
                        "The package libnvinfer10 was 10.13.3.9-1+cuda12.9 and is gone.",
                        "The GSP firmware changed from 580.95.05 to 570.133.20.",
                        "The PCIe link of NVIDIA L40S (GPU 0) changed from x16 of x16, generation 4 to x8 of x16, generation 4.",
                        "The parameters of NVIDIA's module ",
                        "NVreg_A=0 NVreg_B=1.");
    }

    @Test
    void whatALinkIsAtTheMomentIsNoChange() throws Exception {
        assertThat(change(machine -> ((ObjectNode) machine.at("/gpus/value/0/link/value")).put("generation", 1))
                        .out())
                .startsWith("No change\n");
    }

    @Test
    void noTextOfASnapshotSteersTheTerminal() throws Exception {
        String out = change(
                        machine -> ((ObjectNode) machine.get("environment")).put("LD_LIBRARY_PATH", "/a\u001b[2J\n/b"))
                .out();
        assertThat(out).contains("LD_LIBRARY_PATH is new: /a").doesNotContain("\u001b");
    }

    @Test
    void theGpusThatCannotBeCountedAreTold() throws Exception {
        assertThat(change(machine -> machine.set("gpus", unreadable())).out())
                .contains("! The number of GPUs was 1 and can't be read now: not allowed.");
        ObjectNode none = (ObjectNode) Json.tree(java.util.Map.of("state", "absent"));
        assertThat(change(machine -> machine.set("gpus", none)).out())
                .contains("! NVIDIA L40S is gone; before there was 1.");
    }

    @Test
    void theWholeAnswerIsJsonByItsSchemaAndMarkdown() throws Exception {
        CommandLineRun json = diff("healthy-workstation", "driver-one-below-the-floor-of-cuda-12", "--format", "json");
        assertThat(JsonSchemas.faults("diff-1", json.out())).isEmpty();
        JsonNode tree = Json.parse(json.out());
        assertThat(tree.at("/changes/0/kind").asText()).isEqualTo("older");
        assertThat(tree.at("/changes/0/worse").asBoolean()).isTrue();
        assertThat(tree.at("/findings/new").findValuesAsText("id")).contains("cuda.driver.too-old");
        assertThat(tree.at("/findings/gone")).isEmpty();
        assertThat(tree.at("/after/verdict").asText()).isEqualTo("unhealthy");

        String markdown = diff("healthy-workstation", "driver-one-below-the-floor-of-cuda-12", "--format", "markdown")
                .out();
        assertThat(markdown)
                .startsWith("## GPU stack: ")
                .contains("| **worse** | The driver moved down from 580.95.05 to ")
                .contains("### New findings");
    }

    @ParameterizedTest
    @CsvSource({"change, 1", "worse, 1", "never, 0"})
    void theExitCodeIsAsAsked(String failOn, int code) throws Exception {
        assertThat(diff("healthy-workstation", "driver-one-below-the-floor-of-cuda-12", "--fail-on", failOn)
                        .code())
                .isEqualTo(code);
        assertThat(diff("driver-one-below-the-floor-of-cuda-12", "healthy-workstation", "--fail-on", "worse")
                        .code())
                .isZero();
    }

    @Test
    void whatCannotBeReadIsRefused() {
        CommandLineRun run = gpudoctor("diff", "none.json", "none.json");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("none.json").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"driver-absent", "driver-one-below-the-floor-of-cuda-12", "undecided"})
    void whatWasSoInTheBaselineDoesNotFail(String machine) throws Exception {
        boolean undecided = machine.equals("undecided");
        ObjectNode json =
                MachineCase.named(undecided ? "healthy-workstation" : machine).machine();
        if (undecided) {
            ((ObjectNode) json.get("answers")).set("cuInit", unreadable());
        }
        Path baseline = folder.resolve("baseline.json");
        gpudoctor("snapshot", "--from", file("now", json).toString(), "--output", baseline.toString());

        assertThat(gpudoctor("check", "--from", file("now", json).toString()).code())
                .isNotZero();
        for (String format : List.of("text", "json", "junit")) {
            CommandLineRun run = gpudoctor(
                    "check",
                    "--from",
                    file("now", json).toString(),
                    "--baseline",
                    baseline.toString(),
                    "--strict",
                    "--format",
                    format);
            assertThat(run.code()).as(run.out()).isZero();
        }
        assertThat(gpudoctor("check", "--from", file("now", json).toString(), "--baseline", baseline.toString())
                        .out()
                        .replaceAll("\\s+", " "))
                .satisfiesAnyOf(
                        out -> assertThat(out).contains("It was so in the baseline " + baseline),
                        out -> assertThat(out).startsWith("HEALTHY"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "healthy-workstation; driver-one-below-the-floor-of-cuda-12; policy.baseline.older,cuda.driver.too-old",
                "driver-one-below-the-floor-of-cuda-12; driver-absent; driver.missing,policy.baseline.lost",
                "two-kinds-of-gpus; healthy-workstation; policy.baseline.lost",
                "cudnn-whole; cudnn-part-of-older-release; cudnn.parts.mixed",
            })
    void whatIsWorseThanInTheBaselineFails(String before, String after, String ids) throws Exception {
        CommandLineRun run = baseline(before, after, "--format", "json");

        assertThat(run.code()).isEqualTo(1);
        assertThat(errors(run)).contains(ids.split(","));
        assertThat(JsonSchemas.faults("report-1", run.out())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "driver-one-below-the-floor-of-cuda-12; healthy-workstation",
                "two-copies-of-cudnn; one-copy-of-cudnn",
                "one-copy-of-cudnn; two-copies-of-cudnn",
                "driver-absent; healthy-workstation",
            })
    void whatIsBetterOrElsewhereDoesNotFail(String before, String after) throws Exception {
        CommandLineRun run = baseline(before, after);
        assertThat(run.code()).as(run.out()).isZero();
    }

    @Test
    void nothingWorseIsAnAnswer() throws Exception {
        assertThat(baseline("healthy-workstation", "healthy-workstation", "--only", "policy.baseline")
                        .code())
                .isZero();
        assertThat(baseline("driver-absent", "driver-absent", "--only", "driver.missing")
                        .code())
                .isZero();
    }

    @Test
    void aKnownFindingThatGotWorseFails() throws Exception {
        CommandLineRun run = baseline("second-gpu-given-to-vfio", "gpu-given-to-vfio", "--format", "json");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void whatTheBaselineHadAndCannotBeReadNowIsOpen() throws Exception {
        ObjectNode now = MachineCase.named("healthy-workstation").machine();
        ((ObjectNode) now.get("answers")).set("cudaDriver", unreadable());
        Path baseline =
                file("baseline", MachineCase.named("healthy-workstation").machine());
        CommandLineRun run = gpudoctor(
                "check", "--from", file("now", now).toString(), "--baseline", baseline.toString(), "--only", "policy");

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).contains("policy.baseline.lost");
    }

    private CommandLineRun baseline(String before, String after, String... more) throws IOException {
        Path old = file("baseline", MachineCase.named(before).machine());
        Path now = file("now", MachineCase.named(after).machine());
        return gpudoctor(Stream.concat(
                        Stream.of("check", "--from", now.toString(), "--baseline", old.toString()), Arrays.stream(more))
                .toArray(String[]::new));
    }

    private CommandLineRun diff(String before, String after, String... more) throws IOException {
        Path old = file("before", MachineCase.named(before).machine());
        Path now = file("after", MachineCase.named(after).machine());
        return gpudoctor(Stream.concat(Stream.of("diff", old.toString(), now.toString()), Arrays.stream(more))
                .toArray(String[]::new));
    }

    private CommandLineRun change(Consumer<ObjectNode> change) throws IOException {
        ObjectNode machine = MachineCase.named("healthy-workstation").machine();
        Path before = file("before", machine);
        change.accept(machine);
        return gpudoctor("diff", before.toString(), file("after", machine).toString());
    }

    private CommandLineRun gpudoctor(String... arguments) {
        return CommandLineRun.in(folder, "", arguments);
    }

    private Path file(String name, JsonNode machine) throws IOException {
        return Files.writeString(folder.resolve(name + ".json"), machine.toString());
    }

    private static ObjectNode unreadable() {
        return ((ObjectNode) Json.tree(java.util.Map.of()))
                .put("state", "unreadable")
                .put("reason", "not allowed");
    }

    private static List<String> errors(CommandLineRun run) throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode finding : Json.parse(run.out()).path("findings")) {
            if (finding.path("rootCause").asBoolean()
                    && finding.path("severity").asText().equals("error")) {
                ids.add(finding.path("id").asText());
            }
        }
        return ids;
    }
}
