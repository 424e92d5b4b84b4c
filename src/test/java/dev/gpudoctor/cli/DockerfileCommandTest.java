package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.GoldenFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code gpudoctor dockerfile}: every kind, kept as an example, without a finding of the own linter. */
class DockerfileCommandTest {
    static Stream<Arguments> examples() {
        return Stream.of(
                Arguments.of("tensorflow-2.10.cuda", List.of("tensorflow=2.10", "gpu=Tesla T4", "driver=470.82.01")),
                Arguments.of("tensorflow-2.17.wheels", List.of("tensorflow=2.17", "gpu=9.0", "driver=550.90.07")),
                Arguments.of("torch-2.6.wheels", List.of("torch=2.6", "python=3.12", "gpu=8.9", "driver=560.35.05")),
                Arguments.of(
                        "torch-2.6-ubuntu.wheels",
                        List.of("torch=2.6", "os=ubuntu22.04", "gpu=8.9", "driver=560.35.05")),
                Arguments.of("tensorrt-10.3.cuda", List.of("tensorrt=10.3", "gpu=8.6", "driver=560.35.05")),
                Arguments.of("tensorrt-8.6.cuda", List.of("tensorrt=8.6", "gpu=7.5", "driver=535.183.01")),
                Arguments.of("tensorrt-10.3.runtime", List.of("tensorrt=10.3", "gpu=8.6", "driver=560.35.05")),
                Arguments.of("pytorch-2.5.ngc", List.of("torch=2.5", "gpu=8.6", "driver=560.35.05")),
                Arguments.of("xavier-nx.jetson", List.of("platform=jetson-xavier-nx", "torch")));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void writesTheExample(String name, List<String> wishes) {
        List<String> arguments =
                new ArrayList<>(List.of("dockerfile", "--kind", name.substring(name.lastIndexOf('.') + 1)));
        arguments.addAll(wishes);
        CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        GoldenFile.assertEquals(Path.of("docker/examples").resolve(name + ".Dockerfile"), run.out());
        CommandLineRun lint = CommandLineRun.withInput(run.out(), "lint", "-", "--fail-on", "warning");
        assertThat(lint.out()).contains("1 file: nothing found");
        assertThat(lint.code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void explainsWhenNoStackFits() {
        CommandLineRun run = CommandLineRun.of("dockerfile", "tensorrt>=10", "platform=jetson-xavier-nx");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("contradict each other");
    }

    @Test
    void takesTheSystemThatIsWishedFor() {
        String[] wishes = {"dockerfile", "tensorrt=10.3", "gpu=8.6", "driver=560.35.05", "os=ubuntu22.04"};
        assertThat(CommandLineRun.of(wishes).out()).contains("FROM nvidia/cuda:12.5.1-runtime-ubuntu22.04\n");
        CommandLineRun other = CommandLineRun.of(
                "dockerfile", "torch=2.6", "python=3.12", "os=ubuntu22.04", "gpu=8.9", "driver=560.35.05");
        assertThat(other.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(other.err()).contains("Python 3.12 does not come with ubuntu22.04");
    }

    @Test
    void takesTheImageOfItsCudaForAJetPackWithoutOne() {
        CommandLineRun run = CommandLineRun.of("dockerfile", "platform=jetson-xavier-nx", "jetpack=5.1.7");
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("FROM nvcr.io/nvidia/l4t-cuda:11.4");
    }

    @Test
    void saysWhenThereIsNoBaseImage() {
        CommandLineRun run =
                CommandLineRun.of("dockerfile", "--kind", "ngc", "xformers", "gpu=8.6", "driver=560.35.05");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.err()).hasLineCount(1);
    }

    @Test
    void keepsControlCharactersOfWishesOutOfTheFile() {
        CommandLineRun run =
                CommandLineRun.of("dockerfile", "tensorrt=10.3", "gpu=8.6", "driver=560.35.05", "os=x\nRUN evil");
        assertThat(run.out().lines().filter(line -> line.startsWith("RUN evil")))
                .isEmpty();
    }
}
