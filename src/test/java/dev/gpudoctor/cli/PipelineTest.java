package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.advise.lint.file.YamlNode;
import dev.gpudoctor.advise.lint.file.YamlReader;
import dev.gpudoctor.cases.MachineCase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pipelines that {@code init} writes and the action: their shell steps are run as the runner would run them. */
@Timeout(120)
class PipelineTest {
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ (\\S+) }}");

    @TempDir
    Path folder;

    private record Ended(int code, String out) {}

    /** A gpudoctor that judges a recorded machine instead of the one that the tests run on. */
    @BeforeEach
    void install() throws IOException {
        Path program = Files.createDirectories(folder.resolve("gpudoctor/bin")).resolve("gpudoctor");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.writeString(program, """
                #!/bin/sh
                command=$1; shift
                exec %s -cp '%s' dev.gpudoctor.cli.Main "$command" --from "$MACHINE" "$@"
                """.formatted(java, System.getProperty("java.class.path")));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Files.createDirectories(folder.resolve("work/.git"));
        for (String machine : List.of("healthy-workstation", "driver-absent", "pcie-link-of-four-lanes")) {
            Files.writeString(
                    folder.resolve(machine + ".json"),
                    MachineCase.named(machine).machine().toString());
        }
    }

    @ParameterizedTest
    @EnumSource(InitCommand.Pipeline.class)
    void theSnippetIsPrintedOrWrittenButNothingIsOverwritten(InitCommand.Pipeline pipeline) throws Exception {
        String printed = init(pipeline.name()).out();
        assertThat(init(pipeline.name(), "--output", "ci/gpu").code()).isZero();
        assertThat(folder.resolve("ci/gpu")).hasContent(printed);

        Files.writeString(folder.resolve("ci/gpu"), "a pipeline that is longer than ours ".repeat(100));
        CommandLineRun again = init(pipeline.name(), "--output", "ci/gpu");
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).isEqualTo("gpudoctor: ci/gpu is there already (--force overwrites it)\n");
        assertThat(folder.resolve("ci/gpu")).content().startsWith("a pipeline");
        assertThat(init(pipeline.name(), "--output", "ci/gpu", "--force").code())
                .isZero();
        assertThat(folder.resolve("ci/gpu")).hasContent(printed);
    }

    @Test
    void anUnknownPipelineIsRefused() {
        assertThat(init("travis").code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"healthy-workstation, 0", "driver-absent, 1"})
    void theGithubWorkflowChecksAndReports(String machine, int code) throws Exception {
        YamlNode job = yaml(init("github").out()).at("jobs", "gpudoctor").orElseThrow();
        YamlNode check = job.itemsAt("steps").get(1);

        Ended ended = bash(check.textAt("run").orElseThrow(), machine, Map.of());

        assertThat(ended.code()).as(ended.out()).isEqualTo(code);
        assertThat(ended.out().contains("::error title=driver.missing")).isEqualTo(code == 1);
        assertThat(folder.resolve("summary.md")).content().startsWith("## GPU stack: ");
        assertThat(JsonSchemas.faults("report-1", Files.readString(folder.resolve("work/gpudoctor.json"))))
                .isEmpty();
        assertThat(folder.resolve("work/gpudoctor.junit.xml")).content().contains("<testsuites");
        assertThat(folder.resolve("work/gpudoctor.sarif")).content().contains("2.1.0");
    }

    @ParameterizedTest
    @CsvSource({"healthy-workstation, 0", "driver-absent, 1"})
    void theGitlabJobChecksAndReports(String machine, int code) throws Exception {
        YamlNode job = yaml(init("gitlab").out()).at("gpudoctor").orElseThrow();
        String script = job.itemsAt("script").get(0).text().orElseThrow();

        assertThat(bash(script, machine, Map.of()).code()).isEqualTo(code);
        String junit = job.textAt("artifacts", "reports", "junit").orElseThrow();
        assertThat(folder.resolve("work").resolve(junit)).content().contains("<testsuites");
        for (YamlNode path : job.itemsAt("artifacts", "paths")) {
            assertThat(folder.resolve("work").resolve(path.text().orElseThrow()))
                    .isNotEmptyFile();
        }
    }

    @ParameterizedTest
    @CsvSource({"healthy-workstation, 0", "driver-absent, 1"})
    void theJenkinsStageChecksAndReports(String machine, int code) throws Exception {
        String pipeline = init("jenkins").out();
        Matcher script = Pattern.compile("sh '''(.*?)'''", Pattern.DOTALL).matcher(pipeline);
        assertThat(script.find()).isTrue();
        // Groovy reads a backslash before the end of the line as its own.
        String shell = script.group(1).replace("\\\n", "");

        assertThat(bash(shell, machine, Map.of()).code()).isEqualTo(code);
        assertThat(pipeline.chars().filter(c -> c == '{').count())
                .isEqualTo(pipeline.chars().filter(c -> c == '}').count());
        for (String file : List.of("gpudoctor.json", "gpudoctor.junit.xml", "gpudoctor.md")) {
            assertThat(pipeline).contains(file);
            assertThat(folder.resolve("work").resolve(file)).isNotEmptyFile();
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "healthy-workstation, -, -, 0",
                "driver-absent, -, -, 1",
                "driver-absent, fail-on, never, 0",
                "pcie-link-of-four-lanes, -, -, 0",
                "pcie-link-of-four-lanes, fail-on, warning, 1",
                "healthy-workstation, require, 'cuda>=12.4\ngpu.count>=1', 0",
                "healthy-workstation, require, 'cuda>=12.4\ngpu.count>=2', 1",
                "healthy-workstation, require, 'cuda>=12.4; touch broken', 2",
                "driver-absent, baseline, ../driver-absent.json, 0",
                "healthy-workstation, policy, none.yaml, 2",
            })
    void theActionChecksAsItsInputsSay(String machine, String input, String value, int code) throws Exception {
        Map<String, String> inputs = input == null ? Map.of() : Map.of(input, value);

        Ended ended = action(machine, folder.resolve("gpudoctor").toString(), inputs);

        assertThat(ended.code()).as(ended.out()).isEqualTo(code);
        assertThat(folder.resolve("output")).content().contains("exit-code=" + code + "\n");
        assertThat(folder.resolve("work/broken")).doesNotExist();
        if (code < 2) {
            for (String report : List.of("gpudoctor.json", "gpudoctor.junit.xml", "gpudoctor.sarif")) {
                assertThat(folder.resolve("work/gpudoctor-reports").resolve(report))
                        .isNotEmptyFile();
            }
            assertThat(folder.resolve("summary.md")).content().startsWith("## GPU stack: ");
        }
    }

    @Test
    void theActionTakesAReleaseTheBuildBesideItOrThePath() throws Exception {
        Path archive = folder.resolve("gpudoctor-1.tar.gz");
        assertThat(bash("tar -czf '" + archive + "' -C .. gpudoctor", "driver-absent", Map.of())
                        .code())
                .isZero();
        Ended unsigned = action("healthy-workstation", archive.toString(), Map.of());
        assertThat(unsigned.code()).as("without a sum").isEqualTo(2);
        assertThat(unsigned.out()).contains("::error::the archive's SHA-256 is ");
        assertThat(action("healthy-workstation", archive.toString(), Map.of("sha256", "0".repeat(64)))
                        .code())
                .as("with another sum")
                .isEqualTo(2);
        assertThat(folder.resolve("temp/gpudoctor")).doesNotExist();
        assertThat(bash("cd .. && sha256sum gpudoctor-1.tar.gz >SHA256SUMS", "driver-absent", Map.of())
                        .code())
                .isZero();
        Ended checked = action("healthy-workstation", archive.toString(), Map.of());
        assertThat(checked.code()).as(checked.out()).isZero();
        assertThat(folder.resolve("temp/gpudoctor/bin/gpudoctor")).exists();

        assertThat(action("healthy-workstation", "", Map.of()).code())
                .as("from the PATH")
                .isZero();
        Files.createDirectories(folder.resolve("action/target"));
        Files.move(folder.resolve("gpudoctor"), folder.resolve("action/target/gpudoctor"));
        assertThat(action("healthy-workstation", "", Map.of()).code())
                .as("from the build")
                .isZero();

        Files.move(folder.resolve("action/target/gpudoctor"), folder.resolve("elsewhere"));
        Ended none = action("healthy-workstation", "", Map.of());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.out()).contains("::error::gpudoctor is not on the runner");
    }

    @Test
    void aPathWithALineBreakSetsNoOutput() throws Exception {
        Path odd = folder.resolve("a\nexit-code=0\nb");
        Files.move(folder.resolve("gpudoctor"), odd);

        assertThat(action("healthy-workstation", odd.toString(), Map.of()).code())
                .isEqualTo(2);
        assertThat(folder.resolve("output")).content().doesNotContain("exit-code=0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"curl", "wget", "http:", "https:", "git clone"})
    void nothingIsFetched(String word) throws Exception {
        assertThat(Files.readString(Path.of("action.yml"))).doesNotContain(word);
        for (InitCommand.Pipeline pipeline : InitCommand.Pipeline.values()) {
            assertThat(pipeline.text()).doesNotContain(word);
        }
    }

    /** Runs the action's steps as the runner does: one after the other, expressions filled in, until one fails. */
    private Ended action(String machine, String distribution, Map<String, String> given) throws Exception {
        YamlNode action = yaml(Files.readString(Path.of("action.yml")));
        assertThat(action.textAt("runs", "using")).contains("composite");
        Map<String, String> values = new LinkedHashMap<>();
        action.at("inputs")
                .orElseThrow()
                .entries()
                .forEach(input -> values.put(
                        "inputs." + input.name(),
                        input.value().textAt("default").orElseThrow()));
        given.forEach(
                (name, value) -> assertThat(values.put("inputs." + name, value)).isNotNull());
        values.put("inputs.distribution", distribution);
        values.put("github.action_path", folder.resolve("action").toString());
        Ended last = new Ended(0, "");
        for (YamlNode step : action.itemsAt("runs", "steps")) {
            Map<String, String> environment = new LinkedHashMap<>();
            step.at("env")
                    .orElseThrow()
                    .entries()
                    .forEach(variable -> environment.put(
                            variable.name(), filled(variable.value().text().orElseThrow(), values)));
            String script = step.textAt("run").orElseThrow();
            assertThat(script).as("no expression inside a script").doesNotContain("${{");
            assertThat(step.textAt("shell")).contains("bash");
            last = bash(script, machine, environment);
            if (last.code() != 0) {
                return last;
            }
            for (String line : Files.readAllLines(folder.resolve("output"))) {
                String[] pair = line.split("=", 2);
                values.put("steps." + step.textAt("id").orElseThrow() + ".outputs." + pair[0], pair[1]);
            }
        }
        return last;
    }

    private static String filled(String text, Map<String, String> values) {
        return EXPRESSION.matcher(text).replaceAll(found -> {
            assertThat(values).containsKey(found.group(1));
            return Matcher.quoteReplacement(values.get(found.group(1)));
        });
    }

    private Ended bash(String script, String machine, Map<String, String> environment) throws Exception {
        Files.deleteIfExists(folder.resolve("summary.md"));
        Files.deleteIfExists(folder.resolve("output"));
        Files.createFile(folder.resolve("output"));
        ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script);
        builder.directory(folder.resolve("work").toFile());
        builder.environment().putAll(environment);
        builder.environment().put("PATH", folder.resolve("gpudoctor/bin") + ":" + System.getenv("PATH"));
        builder.environment().put("MACHINE", folder.resolve(machine + ".json").toString());
        builder.environment().put("GITHUB_OUTPUT", folder.resolve("output").toString());
        builder.environment()
                .put("GITHUB_STEP_SUMMARY", folder.resolve("summary.md").toString());
        builder.environment()
                .put(
                        "RUNNER_TEMP",
                        Files.createDirectories(folder.resolve("temp")).toString());
        File out = folder.resolve("log").toFile();
        Process process = builder.redirectErrorStream(true).redirectOutput(out).start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out.toPath()));
    }

    private CommandLineRun init(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "init";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandLineRun.in(folder, "", all);
    }

    private static YamlNode yaml(String text) throws Exception {
        return YamlReader.read("pipeline", text).get(0);
    }
}
