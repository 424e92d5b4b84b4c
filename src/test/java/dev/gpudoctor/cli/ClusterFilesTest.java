package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.advise.lint.file.YamlNode;
import dev.gpudoctor.advise.lint.file.YamlReader;
import dev.gpudoctor.json.Json;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code init} writes for Slurm, Ansible and Kubernetes acts on exit code 1 of gpudoctor and on no other. */
@Timeout(60)
class ClusterFilesTest {
    @TempDir
    Path folder;

    private Path bin;

    private record Ended(int code, String out) {}

    /** Programs that note how they were called, and answer what a test has laid down. */
    @BeforeEach
    void install() throws IOException {
        bin = Files.createDirectories(folder.resolve("bin"));
        program("gpudoctor", """
                for a; do case $a in *=*) echo "${a%%=*}" >"${a#*=}";; esac; done
                cat '%1$s/line'
                exit "$(cat '%1$s/code')"
                """.formatted(folder));
        program("scontrol", """
                echo "scontrol $*" >>'%1$s/calls'
                case $* in *show*) cat '%1$s/node';; esac
                """.formatted(folder));
        program("logger", "echo \"logger $*\" >>'" + folder + "/log'\n");
        Files.writeString(folder.resolve("node"), "NodeName=gpu1 State=IDLE OS=Linux\n");
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void answers(int code, String line) throws IOException {
        Files.writeString(folder.resolve("code"), Integer.toString(code));
        Files.writeString(folder.resolve("line"), line + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0, HEALTHY, -, -",
                "1, UNHEALTHY driver.missing +1, -, update nodename=gpu1 state=drain reason=gpudoctor: UNHEALTHY driver.missing +1",
                "1, UNHEALTHY driver.missing +1, gpudoctor: UNHEALTHY driver.missing +1 [root@2026], -",
                "1, UNHEALTHY driver.missing, gpudoctor: UNHEALTHY cuda.driver.too-old [root@2026], update nodename=gpu1 state=drain reason=gpudoctor: UNHEALTHY driver.missing",
                "1, UNHEALTHY driver.missing, disk is full [root@2026], -",
                "0, HEALTHY, gpudoctor: UNHEALTHY driver.missing [root@2026], update nodename=gpu1 state=resume",
                "0, HEALTHY, disk is full [root@2026], -",
                "2, '', -, -",
                "2, '', gpudoctor: UNHEALTHY driver.missing [root@2026], -",
                "3, UNDETERMINED driver.missing, -, -",
                "3, UNDETERMINED driver.missing, gpudoctor: UNHEALTHY driver.missing [root@2026], -",
                "70, '', -, -",
                "124, '', -, -",
                "137, '', gpudoctor: UNHEALTHY driver.missing [root@2026], -",
            })
    void slurmDrainsForErrorsAloneAndResumesWhatItDrained(int code, String line, String reason, String change)
            throws Exception {
        answers(code, line);
        if (reason != null) {
            Files.writeString(folder.resolve("node"), "NodeName=gpu1 State=DRAIN Reason=" + reason + "\n");
        }

        Ended ended = slurm(Map.of());

        assertThat(ended.code()).isZero();
        List<String> changes =
                calls().stream().filter(call -> call.contains("update")).toList();
        assertThat(changes).isEqualTo(change == null ? List.of() : List.of("scontrol " + change));
        if (code > 1) {
            assertThat(folder.resolve("log")).content().contains("no answer on gpu1 (exit " + code);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 0", "3, 0", "70, 0"})
    void aPrologRefusesForErrorsAloneWithoutCallingSlurm(int code, int expected) throws Exception {
        answers(code, "UNHEALTHY driver.missing");

        Ended ended = slurm(Map.of("SLURM_JOB_ID", "17"));

        assertThat(ended.code()).isEqualTo(expected);
        assertThat(calls()).isEmpty();
        if (code == 1) {
            assertThat(ended.out()).contains("UNHEALTHY driver.missing on gpu1; job 17 is refused");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "2, false", "3, true", "70, false"})
    void slurmNodesLeaveTheirReports(int code, boolean stored) throws Exception {
        answers(code, "ANSWER");
        Path reports = Files.createDirectories(folder.resolve("reports"));

        slurm(Map.of("GPUDOCTOR_REPORTS", reports.toString()));

        assertThat(Files.exists(reports.resolve("gpu1.json"))).isEqualTo(stored);
    }

    @Test
    void theHealthCheckIsExecutable() {
        CommandLineRun.in(folder, "", "init", "slurm", "--output", "gpudoctor.sh");
        CommandLineRun.in(folder, "", "init", "ansible", "--output", "gpudoctor.yml");
        assertThat(Files.isExecutable(folder.resolve("gpudoctor.sh"))).isTrue();
        assertThat(Files.isExecutable(folder.resolve("gpudoctor.yml"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "2, false", "3, true", "70, false"})
    void theDaemonLeavesItsAnswers(int code, boolean labels) throws Exception {
        answers(code, "ANSWER");
        Files.createDirectories(folder.resolve("features"));
        Files.createDirectories(folder.resolve("metrics"));
        Files.createDirectories(folder.resolve("run"));

        Ended ended = run(
                script(1, "watch.sh"),
                Map.of("ONCE", "1", "METRICS", folder.resolve("metrics").toString()));

        assertThat(ended.code()).as(ended.out()).isZero();
        assertThat(folder.resolve("run/status")).hasContent(code + "\nANSWER");
        assertThat(Files.exists(folder.resolve("features/gpudoctor"))).isEqualTo(labels);
        assertThat(Files.exists(folder.resolve("metrics/gpudoctor.prom"))).isEqualTo(labels);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 2", "3, 2", "70, 2"})
    void theConditionIsSetForErrorsAlone(int code, int expected) throws Exception {
        Path run = Files.createDirectories(folder.resolve("run"));
        Files.writeString(run.resolve("status"), code + "\nUNHEALTHY driver.missing\n");

        Ended ended = run(script(3, "condition.sh"), Map.of());

        assertThat(ended.code()).isEqualTo(expected);
        assertThat(ended.out()).isEqualTo("UNHEALTHY driver.missing\n");

        Files.setLastModifiedTime(
                run.resolve("status"), FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        assertThat(run(script(3, "condition.sh"), Map.of()).code()).isEqualTo(2);
        Files.delete(run.resolve("status"));
        assertThat(run(script(3, "condition.sh"), Map.of()).code()).isEqualTo(2);
    }

    @Test
    void theManifestsAreWholeAndTheConditionIsOne() throws Exception {
        List<YamlNode> manifests = YamlReader.read("kubernetes", text("kubernetes"));
        assertThat(manifests.stream()
                        .map(one -> one.textAt("kind").orElseThrow())
                        .toList())
                .containsExactly("Namespace", "ConfigMap", "DaemonSet", "ConfigMap");
        assertThat(text("kubernetes")).doesNotContain("ClusterRole", "serviceAccountName");
        String plugin = manifests.get(3).textAt("data", "gpudoctor.json").orElseThrow();
        assertThat(Json.parse(plugin).at("/conditions/0/type").asText())
                .isEqualTo(Json.parse(plugin).at("/rules/0/condition").asText());
        assertThat(Json.parse(plugin).at("/pluginConfig/max_output_length").asInt())
                .isEqualTo(80);
    }

    @Test
    void thePlaybookIsYamlAndFailsForErrorsAlone() throws Exception {
        String playbook = text("ansible");
        assertThat(YamlReader.read("playbook", playbook)).hasSize(1);
        assertThat(playbook).contains("that: gpudoctor_fleet.rc != 1", "failed_when: false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void theScriptsAreShell(String shell) throws Exception {
        for (String script : List.of(text("slurm"), script(1, "watch.sh"), script(3, "condition.sh"))) {
            Path file = Files.writeString(folder.resolve("script"), script);
            assertThat(ended(new ProcessBuilder(shell, "-n", file.toString())).code())
                    .isZero();
        }
    }

    private static String text(String target) {
        return CommandLineRun.of("init", target).out();
    }

    private static String script(int manifest, String name) throws Exception {
        return YamlReader.read("kubernetes", text("kubernetes"))
                .get(manifest)
                .textAt("data", name)
                .orElseThrow();
    }

    /** As slurmd runs it: with nothing else in its environment. */
    private Ended slurm(Map<String, String> environment) throws Exception {
        return run(text("slurm"), environment);
    }

    private Ended run(String script, Map<String, String> environment) throws Exception {
        Path file = Files.writeString(folder.resolve("script.sh"), script);
        ProcessBuilder builder = new ProcessBuilder("sh", file.toString());
        builder.environment().clear();
        builder.environment().put("PATH", bin + ":/usr/bin:/bin");
        builder.environment().put("SLURMD_NODENAME", "gpu1");
        builder.environment().put("FEATURES", folder.resolve("features").toString());
        builder.environment().put("RUN", folder.resolve("run").toString());
        builder.environment().putAll(environment);
        return ended(builder);
    }

    private Ended ended(ProcessBuilder builder) throws Exception {
        File out = folder.resolve("out").toFile();
        Process process = builder.redirectErrorStream(true).redirectOutput(out).start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out.toPath()));
    }

    private List<String> calls() throws IOException {
        Path calls = folder.resolve("calls");
        return Files.exists(calls) ? new ArrayList<>(Files.readAllLines(calls)) : List.of();
    }
}
