package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.lab.FakeGpu;
import dev.gpudoctor.lab.FakeMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frameworks are tried in the user's own interpreter: a real Python with a package that behaves as a variable says. */
@Timeout(120)
class SmokePythonTest {
    @TempDir
    Path folder;

    private Path environment;
    private FakeMachine machine;

    @BeforeEach
    void anEnvironmentWithTorch() throws IOException {
        environment = folder.resolve("env");
        Path packages = Files.createDirectories(environment.resolve("lib/python3.12/site-packages"));
        Path torch = Files.createDirectories(packages.resolve("torch"));
        Files.copy(Path.of("src/test/resources/smoke/torch.py"), torch.resolve("__init__.py"));
        Files.writeString(torch.resolve("version.py"), "__version__ = '2.9.1+cu128'\ncuda = '12.8'\n");
        Path information = Files.createDirectories(packages.resolve("torch-2.9.1+cu128.dist-info"));
        Files.writeString(information.resolve("METADATA"), "Name: torch\nVersion: 2.9.1+cu128\n");
        Files.writeString(environment.resolve("pyvenv.cfg"), "version = 3.12.3\n");
        Path interpreter = Files.createDirectories(environment.resolve("bin")).resolve("python3");
        Files.writeString(interpreter, "#!/bin/sh\nPYTHONPATH=" + packages + " exec /usr/bin/env python3 \"$@\"\n");
        Files.setPosixFilePermissions(interpreter, PosixFilePermissions.fromString("rwxr-xr-x"));
        machine = FakeMachine.healthy(folder.resolve("machine"), FakeGpu.h200()).write();
    }

    @Test
    void aFrameworkThatComputesOnTheGpuPasses() throws Exception {
        JsonNode report = report("", 0);

        JsonNode torch = report.at("/layers/0");
        assertThat(report.path("layers")).hasSize(1);
        assertThat(torch.path("layer").asText()).isEqualTo("framework");
        assertThat(torch.path("part").asText()).isEqualTo("torch");
        assertThat(torch.path("outcome").asText()).isEqualTo("passed");
        assertThat(torch.at("/facts/version").asText()).isEqualTo("2.9.1+cu128");
        assertThat(torch.at("/facts/GPU").asText()).isEqualTo("NVIDIA H200");
        assertThat(torch.path("steps").findValuesAsText("name"))
                .containsExactly(
                        "import", "list devices", "matrix product", "convolution", "release of cuDNN", "leave the GPU");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            library | libcudnn.so.9: cannot open              | framework.cudnn.not-supported
            cudnn   | compiled  against (9, 19, 0)            | framework.cudnn.not-supported
            none    | No CUDA GPUs are available              |
            cpu     | a build without CUDA                    | smoke.framework.failed
            wrong   | the matrix product on the GPU is off by | smoke.framework.failed
            nan     | the matrix product on the GPU is off by | smoke.framework.failed
            crash   | ended by signal 11                      | smoke.worker.crashed
            """)
    void aFrameworkThatFailsIsNamedWithItsCause(String fault, String reason, String finding) throws Exception {
        JsonNode torch = report(fault, 1).at("/layers/0");

        assertThat(torch.path("outcome").asText()).isEqualTo("failed");
        assertThat(torch.path("reason").asText()).contains(reason);
        assertThat(torch.at("/findings/0/message").asText()).isNotEmpty();
        if (finding != null) {
            assertThat(torch.at("/findings/0/id").asText()).isEqualTo(finding);
        }
    }

    @Test
    void aFrameworkThatHangsEndsAtTheLimit() throws Exception {
        JsonNode torch = report("hang", 1, "--timeout", "3").at("/layers/0");

        assertThat(torch.at("/findings/0/id").asText()).isEqualTo("smoke.worker.timeout");
        assertThat(torch.path("reason").asText()).contains("import");
    }

    @Test
    void anEnvironmentWithoutAFrameworkProvesNothing() throws Exception {
        Path empty = folder.resolve("empty");
        Files.createDirectories(empty.resolve("lib/python3.12/site-packages"));
        Files.writeString(empty.resolve("pyvenv.cfg"), "version = 3.12.3\n");
        Files.createDirectories(empty.resolve("bin"));
        Files.copy(environment.resolve("bin/python3"), empty.resolve("bin/python3"));

        CommandLineRun run = CommandLineRun.with(machine.environment(), "", "smoke", "--python", empty.toString());

        assertThat(run.code()).isEqualTo(ExitCode.UNDETERMINED);
        assertThat(run.out()).contains("the environment has none of torch, tensorflow,");
    }

    @Test
    void textNamesTheFrameworkAndItsResult() {
        CommandLineRun run =
                CommandLineRun.with(machine.environment(), "", "smoke", "--python", environment.toString());

        assertThat(run.out())
                .containsPattern("torch +passed +\\d+\\.\\d\\d s  version 2.9.1\\+cu128, GPU NVIDIA H200")
                .contains("frameworks ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --layer framework                            | name it with --python
            --framework torch                            | name it with --python
            --python ENV --framework pytorch             | --framework takes torch, tensorflow,
            --python ENV --libraries /usr/lib            | does not go with --libraries
            --python ENV/lib/python3.12                  | no interpreter in
            --python ENV/nowhere                         | no such file or directory
            """)
    void refusesWhatCannotBeTried(String words, String answer) {
        String[] arguments = ("smoke " + words.replace("ENV", environment.toString())).split(" ");

        CommandLineRun run = CommandLineRun.with(machine.environment(), "", arguments);

        assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(answer).hasLineCount(1);
    }

    private JsonNode report(String fault, int code, String... more) throws Exception {
        Map<String, String> variables = new HashMap<>(machine.environment());
        variables.put("FAKE_TORCH", fault);
        String[] arguments = new String[5 + more.length];
        System.arraycopy(
                new String[] {"smoke", "--python", environment.toString(), "--format", "json"}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        CommandLineRun run = CommandLineRun.with(variables, "", arguments);
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(JsonSchemas.faults("smoke-1", run.out())).isEmpty();
        return Json.parse(run.out());
    }
}
