package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many Dockerfiles of every kind: deterministic, pinned and without a finding of the own linter. They stay in
 * {@code target/generated-dockerfiles}, where {@code .ci/build-dockerfiles} lets another parser read and build them.
 */
class GeneratedDockerfilesTest {
    private static final Path WRITTEN = Path.of("target/generated-dockerfiles");

    @BeforeAll
    static void createFolder() throws IOException {
        Files.createDirectories(WRITTEN);
    }

    static Stream<String> questions() {
        Stream<String> wheels = Stream.of("torch", "torch=2.1", "torch=1.13", "tensorflow=2.16", "jax", "vllm")
                .flatMap(what ->
                        Stream.of("gpu=8.0", "gpu=8.9").map(gpu -> "wheels " + what + " " + gpu + " driver=580.95.05"));
        Stream<String> packages = Stream.of(
                        "tensorrt=8.2",
                        "tensorrt=8.4",
                        "tensorrt=8.5",
                        "tensorrt=8.6",
                        "tensorrt=10.0",
                        "tensorrt=10.5")
                .flatMap(what ->
                        Stream.of("cuda", "runtime").map(kind -> kind + " " + what + " gpu=7.5 driver=560.35.05"));
        Stream<String> systems = Stream.of("ubuntu20.04", "ubuntu22.04")
                .map(os -> "cuda tensorrt=8.6 gpu=8.6 driver=560.35.05 os=" + os);
        Stream<String> frameworks = Stream.of("2.5", "2.8", "2.10", "2.11", "2.13")
                .map(release -> "cuda tensorflow=" + release + " gpu=7.5 driver=535.183.01");
        Stream<String> registry = Stream.of("torch=2.1", "torch=2.5", "tensorrt=8.5", "tensorrt=8.6")
                .map(what -> "ngc " + what + " gpu=8.0 driver=560.35.05");
        Stream<String> jetsons = Stream.of(
                        "jetson-xavier-nx torch", "jetson-agx-xavier jetpack=5.1.1", "jetson-agx-orin jetpack=5.1.2")
                .map(module -> "jetson platform=" + module);
        return Stream.of(wheels, packages, systems, frameworks, registry, jetsons)
                .flatMap(stream -> stream);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void isPinnedAndClean(String question) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("dockerfile", "--kind"));
        arguments.addAll(List.of(question.split(" ")));
        CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(CommandLineRun.of(arguments.toArray(String[]::new)).out())
                .as("the same question, the same file")
                .isEqualTo(run.out());
        assertThat(run.out()).startsWith("# Made by gpudoctor dockerfile from matrix ");
        assertThat(run.out().lines().skip(1).findFirst())
                .hasValue("# Asked for: " + question.substring(question.indexOf(' ') + 1));
        assertThat(run.out()).containsPattern("(?m)^FROM \\S+:\\S+$").doesNotContain(":latest", "nvidia-driver");
        Files.writeString(WRITTEN.resolve(question.replaceAll("[^A-Za-z0-9.-]+", "_") + ".Dockerfile"), run.out());
        CommandLineRun lint = CommandLineRun.withInput(run.out(), "lint", "-", "--fail-on", "warning");
        assertThat(lint.out()).contains("1 file: nothing found");
    }
}
