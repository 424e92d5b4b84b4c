package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** {@code gpudoctor lint} as it is called. */
class LintCommandTest {
    private static final String DRIVER_INSIDE = """
            FROM nvidia/cuda:12.4.1-base-ubuntu22.04
            RUN apt-get update && apt-get install -y nvidia-utils-550
            """;

    @TempDir
    private Path folder;

    @Test
    void tellsPlaceTitleReasonAndFix() {
        CommandLineRun run = CommandLineRun.withInput(DRIVER_INSIDE, "lint", "-");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.out())
                .contains("-:2:42: error: A driver inside the image [docker.apt.driver]")
                .contains("nvidia-utils-550 brings driver libraries into the image.")
                .contains("-> Install cuda-toolkit-X-Y")
                .endsWith("1 file: 1 error\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void failsOnlyFromTheSeverityAskedFor() {
        String warning = "FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN apt-get install -y libnvinfer10\n";
        assertThat(CommandLineRun.withInput(warning, "lint", "-").code()).isEqualTo(ExitCode.OK);
        assertThat(CommandLineRun.withInput(warning, "lint", "-", "--fail-on", "warning")
                        .code())
                .isEqualTo(ExitCode.FINDINGS);
        assertThat(CommandLineRun.withInput(DRIVER_INSIDE, "lint", "-", "--fail-on", "never")
                        .code())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void listsWhatACommentIgnoresAndWhatItIgnoresInVain() {
        CommandLineRun run = CommandLineRun.withInput("""
                FROM nvidia/cuda:12.4.1-base-ubuntu22.04
                # gpudoctor: ignore=docker.apt.unpinned,docker.apt.driver the base is ours
                RUN apt-get install -y libnvinfer10
                """, "lint", "-");
        assertThat(run.out())
                .contains("[docker.apt.unpinned]  ignored: the base is ours")
                .contains("-:2: the comment ignores docker.apt.driver, which is not found here")
                .endsWith("1 file: nothing found, 1 ignored\n");
        assertThat(run.code()).isEqualTo(ExitCode.OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only a comment\n",
                "hello world\n",
                "RUN true\n",
                "FROM\n",
                "FROM a\nRUN <<EOF\nnever ends\n",
                "FROM a\nRUNN true\n",
                "\u0000\u0001\u0002"
            })
    void refusesWhatIsNoDockerfileInOneLine(String text) {
        CommandLineRun run = CommandLineRun.withInput(text, "lint", "-");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).matches("gpudoctor: -:.*\\R");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: b\n", "- 1\n", "a: [\n", "{{ .Values.x }}\n", "a: &a [*a]\n", ""})
    void refusesWhatIsNeitherComposeNorKubernetes(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), text);
        CommandLineRun run = CommandLineRun.of("lint", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).matches("gpudoctor: .*x\\.yaml.*\\R");
    }

    @Test
    void readsManifestsFromStandardInput() {
        String pod =
                "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: c, image: 'nvcr.io/nvidia/pytorch:24.05-py3'}]}\n";
        assertThat(CommandLineRun.withInput(pod, "lint", "-").out()).contains("[kubernetes.gpu.not-requested]");
        String json = "{\"services\": {\"a\": {\"image\": \"nvidia/cuda:latest\"}}}";
        assertThat(CommandLineRun.withInput(json, "lint", "-").out()).contains("[docker.image.unpinned]");
    }

    @Test
    void judgesTheRestWhereOneFileCannotBeRead() throws IOException {
        Path good = Files.writeString(folder.resolve("Dockerfile"), DRIVER_INSIDE);
        Path bad = Files.writeString(folder.resolve("bad.Dockerfile"), "FROM Apache Spark 3\n");
        CommandLineRun run = CommandLineRun.of("lint", bad.toString(), good.toString());
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.out())
                .contains("[lint.file.unreadable]", "FROM takes one image", "[docker.apt.driver]")
                .contains("2 files");
    }

    @Test
    void walksADirectory() throws IOException {
        Files.createDirectories(folder.resolve("repo/deploy/templates"));
        Files.createDirectories(folder.resolve("repo/node_modules"));
        Files.writeString(folder.resolve("repo/Dockerfile.gpu"), DRIVER_INSIDE);
        Files.writeString(folder.resolve("repo/node_modules/Dockerfile"), DRIVER_INSIDE);
        Files.writeString(folder.resolve("repo/mkdocs.yml"), "site_name: x\n");
        Files.writeString(folder.resolve("repo/README.md"), "FROM nothing\n");
        Files.writeString(
                folder.resolve("repo/deploy/templates/pod.yaml"), "{{- if .Values.gpu }}\nkind: Pod\n{{- end }}\n");
        CommandLineRun run = CommandLineRun.of("lint", folder.resolve("repo").toString());
        assertThat(run.out())
                .contains("Dockerfile.gpu:2:42: error", "pod.yaml:1:1: info: A template that is not rendered")
                .doesNotContain("node_modules", "mkdocs", "README")
                .contains("2 files");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
    }

    @Test
    void refusesAnEmptyFolderAndAMissingFile() throws IOException {
        assertThat(CommandLineRun.of(
                                "lint",
                                Files.createDirectory(folder.resolve("empty")).toString())
                        .code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CommandLineRun.of("lint", folder.resolve("none").toString()).err())
                .contains("no such file");
    }

    @Test
    void speaksToGitHubToSarifAndToJunit() throws Exception {
        CommandLineRun github = CommandLineRun.withInput(DRIVER_INSIDE, "lint", "-", "--format", "github");
        assertThat(github.out()).startsWith("::error file=-,line=2,col=42,title=docker.apt.driver");
        JsonNode sarif = Json.parse(CommandLineRun.withInput(DRIVER_INSIDE, "lint", "-", "--format", "sarif")
                .out());
        JsonNode result = sarif.path("runs").path(0).path("results").path(0);
        assertThat(result.path("ruleId").asText()).isEqualTo("docker.apt.driver");
        assertThat(result.findPath("region").path("startLine").asInt()).isEqualTo(2);
        CommandLineRun junit = CommandLineRun.withInput(DRIVER_INSIDE, "lint", "-", "--format", "junit");
        Element suite = (Element) DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(junit.out())))
                .getElementsByTagName("testsuite")
                .item(0);
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo(1);
        CommandLineRun healthy = CommandLineRun.withInput("FROM debian:12\n", "lint", "-", "--format", "junit");
        assertThat(healthy.out()).contains("nothing found").contains("failures=\"0\"");
    }
}
