package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers of the commands beside {@code check}: names are planted wherever these read something. */
class AnswerNamesTest {
    private static final String UUID = "GPU-8932f937-0000-4106-c12f-20bd9faed9f6";
    private static final String NAME = "zoe.quinn";
    private static final List<String> PLANTED = List.of(NAME, "secrethost", "8932f937", "xavier");
    /** What steers a terminal or a CI service, each of which some reader would act on. */
    private static final String STEERING = "\u001b]0;pwn\u0007 ##vso[task.x]y";

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void plant() throws IOException {
        home = Files.createDirectories(folder.resolve("home").resolve(NAME));
        Path project = Files.createDirectories(home.resolve("project"));
        Files.writeString(
                project.resolve("Dockerfile"),
                "FROM nvidia/cuda:latest\nRUN apt-get update && apt-get install -y cuda " + STEERING + "\n");
        Files.writeString(home.resolve("broken.onnx"), "no model " + STEERING);
        Files.writeString(Files.createDirectory(home.resolve("lib")).resolve("libcudart.so.12"), "no library");
        Files.writeString(home.resolve("run.log"), """
                Nov 30 12:00:00 secrethost kernel: NVRM: Xid (PCI:0000:01:00): 79, GPU has fallen off the bus.
                Nov 30 12:00:01 secrethost kernel: NVRM: GPU 0000:01:00.0: GPU %s is lost %s
                2026-11-30 12:00:02,123 ERROR torch: CUDA error: device lost
                Traceback (most recent call last):
                  File "/home/xavier/venv/lib/python3.12/site-packages/torch/cuda/__init__.py", line 319, in _lazy_init
                ImportError: /home/zoe.quinn/venv/lib/libtorch_cuda.so: libcudnn.so.9: cannot open shared object file
                """.formatted(UUID, STEERING));
    }

    @ParameterizedTest
    @CsvSource({
        "json, lint HOME/project/Dockerfile",
        "sarif, lint HOME/project/Dockerfile",
        "junit, lint HOME/project/Dockerfile",
        "json, lint HOME/project",
        "json, inspect HOME/broken.onnx",
        "json, explain --log HOME/run.log",
        "markdown, explain --log HOME/run.log",
        "json, smoke --layer driver --libraries HOME/lib",
        "junit, smoke --layer driver --libraries HOME/lib",
        "json, suggest torch --from SNAPSHOT",
        "markdown, suggest torch --from SNAPSHOT",
    })
    void namesAreGoneUnlessTheyAreAskedFor(String format, String line) throws Exception {
        CommandLineRun redacted = run(line, "--format", format);
        CommandLineRun kept = run(line, "--format", format, "--no-redact");

        assertThat(redacted.out()).isNotBlank().doesNotContain(PLANTED);
        assertThat(redacted.code()).isEqualTo(kept.code());
        if (!line.startsWith("suggest") && !(line.startsWith("smoke") && format.equals("junit"))) {
            assertThat(PLANTED).as("something was there to be taken out").anyMatch(kept.out()::contains);
        }
        for (String out : List.of(redacted.out(), kept.out())) {
            assertThat(out).doesNotContain("\u001b", "\u0007", "##vso[");
        }
        if (format.equals("json") || format.equals("sarif")) {
            assertThat(Json.parse(redacted.out()).isObject()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lint HOME/project/Dockerfile", "inspect HOME/broken.onnx", "explain --log HOME/run.log"})
    void textOnTheScreenKeepsThem(String line) throws Exception {
        CommandLineRun run = run(line);

        assertThat(PLANTED).anyMatch(run.out()::contains);
        assertThat(run.out()).doesNotContain("\u001b", "\u0007", "##vso[");
    }

    /** Whoever allows a finding copies its subject from a report, which may be a redacted one. */
    @Test
    void anExemptionFromARedactedReportMatches() throws Exception {
        ObjectNode machine = MachineCase.named("blackwell-with-cuda-11-toolkit").machine();
        String personal = machine.toString().replace("/usr/local/cuda-11.8", "/home/" + NAME + "/cuda-11.8");
        JsonNode report = Json.parse(CommandLineRun.withInput(personal, "check", "--from", "-", "--format", "json")
                .out());
        String subject = "";
        for (JsonNode finding : report.path("findings")) {
            subject = finding.path("id").asText().equals("cuda.gpu.newer-than-toolkit")
                    ? finding.path("subject").asText()
                    : subject;
        }
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                fail-on: warning
                allow:
                  - id: cuda.gpu.newer-than-toolkit
                    subject: %s
                    reason: being replaced
                """.formatted(subject));

        assertThat(subject).startsWith("CUDA toolkit /home/user").endsWith("/cuda-11.8");
        for (String redaction : List.of("--no-redact", "--verbose")) {
            assertThat(CommandLineRun.withInput(
                                    personal, "check", "--from", "-", "--policy", policy.toString(), redaction)
                            .code())
                    .isZero();
        }
    }

    private CommandLineRun run(String line, String... more) throws IOException {
        Path snapshot = folder.resolve("machine.json");
        Files.writeString(
                snapshot,
                MachineCase.named("healthy-workstation").machine().toString().replace("/home/alice", "/home/" + NAME));
        List<String> arguments = new ArrayList<>(Arrays.asList(line.replace("HOME", home.toString())
                .replace("SNAPSHOT", snapshot.toString())
                .split(" ")));
        arguments.addAll(List.of(more));
        return CommandLineRun.with(Map.of("HOME", home.toString(), "USER", NAME), "", arguments.toArray(String[]::new));
    }
}
