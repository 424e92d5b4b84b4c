package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.cases.MachineCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** GPUs by the names that people type, at every place where a command takes one. */
class GpuNamesTest {
    private static final String MACHINE =
            MachineCase.named("healthy-workstation").machine().toString();
    private static final String MODEL = "src/test/resources/models/conv-tensorrt-10.6.0-sm90.plan";

    @TempDir
    private Path directory;

    /** A place where a GPU is named. */
    enum Place {
        SUGGEST,
        IMAGES,
        DOCKERFILE,
        CHECK,
        LINT,
        INSPECT,
        REQUIRE,
        POLICY
    }

    private CommandLineRun run(Place place, String name) throws IOException {
        return switch (place) {
            case SUGGEST -> CommandLineRun.of("suggest", "cuda", "gpu=" + name);
            case IMAGES -> CommandLineRun.of("images", "gpu=" + name);
            case DOCKERFILE -> CommandLineRun.of("dockerfile", "cuda", "gpu=" + name);
            case CHECK -> check("--no-policy", "--assume", "gpu=" + name);
            case LINT -> {
                Path file = directory.resolve("Dockerfile");
                Files.writeString(file, "FROM nvidia/cuda:12.4.1-base-ubuntu22.04\n");
                yield CommandLineRun.of("lint", "--assume", "gpu=" + name, file.toString());
            }
            case INSPECT -> CommandLineRun.of("inspect", MODEL, "--assume", "tensorrt=10.6.0,gpu=" + name);
            case REQUIRE -> check("--no-policy", "--require", "gpu.capability=" + name);
            case POLICY -> {
                Path policy = directory.resolve("team.yaml");
                Files.writeString(policy, "require:\n  gpu.capability: \"<=" + name + "\"\n");
                yield check("--policy", policy.toString());
            }
        };
    }

    private static CommandLineRun check(String... more) {
        return CommandLineRun.withInput(
                MACHINE,
                Stream.concat(Stream.of("check", "--from", "-"), Stream.of(more))
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "RTX 5090, 12.0",
        "4090, 8.9",
        "A100, 8.0",
        "T4, 7.5",
        "V100, 7.0",
        "P100, 6.0",
        "A6000, 8.6",
        "GTX 1080 Ti, 6.1",
        "RTX PRO 6000, 12.0",
        "GH200, 9.0",
        "B300, 10.3",
        "DGX Spark, 12.1"
    })
    void areKnownAtEveryPlace(String name, String capability) throws IOException {
        assertThat(run(Place.SUGGEST, name).out()).contains("compute capability " + capability);
        assertThat(run(Place.CHECK, name).out()).contains("compute capability " + capability);
        for (Place place : List.of(Place.IMAGES, Place.DOCKERFILE, Place.LINT, Place.INSPECT, Place.POLICY)) {
            assertThat(run(place, name).code()).as("%s", place).isNotEqualTo(ExitCode.USAGE);
        }
        boolean own = capability.equals("8.9");
        assertThat(run(Place.REQUIRE, name.equals("4090") ? "RTX 4090" : name).code())
                .isEqualTo(own ? ExitCode.OK : ExitCode.FINDINGS);
    }

    /** A Jetson is named by its board; its stack is its JetPack. */
    @ParameterizedTest
    @CsvSource({
        "Xavier NX, Jetson Xavier NX, jetson-xavier-nx, 7.2",
        "Orin Nano, Jetson Orin Nano 8GB, jetson-orin-nano, 8.7",
        "Thor, Jetson AGX Thor, jetson-agx-thor, 11.0"
    })
    void areKnownOnBoards(String name, String board, String platform, String capability) throws IOException {
        for (String wish : List.of("gpu=" + name, "platform=" + platform)) {
            CommandLineRun run = CommandLineRun.of("suggest", "cuda", wish);
            assertThat(run.code()).as(wish).isZero();
            assertThat(run.out()).as(wish).contains(board, "jetpack ");
        }
        assertThat(run(Place.CHECK, name).out()).contains("compute capability " + capability);
        for (Place place : List.of(Place.IMAGES, Place.DOCKERFILE, Place.LINT, Place.INSPECT, Place.POLICY)) {
            assertThat(run(place, name).code()).as("%s", place).isNotEqualTo(ExitCode.USAGE);
        }
    }

    /** GPUs from before Kepler have names too, so that what ended can be told. */
    @ParameterizedTest
    @CsvSource({"GTX 480, 2.0, 8.0", "GTX 560 Ti, 2.1, 8.0", "Tesla C2050, 2.0, 8.0", "8800 GTX, 1.0, 6.5"})
    void tellWhatEnded(String name, String capability, String last) throws IOException {
        CommandLineRun suggested = run(Place.SUGGEST, name);
        assertThat(suggested.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(suggested.out())
                .containsPattern("has no code for compute capability " + capability + "; " + last + "\\s+was the last");
        CommandLineRun checked = CommandLineRun.withInput(
                MACHINE, "check", "--from", "-", "--no-policy", "--assume", "gpu=" + name, "-v");
        assertThat(checked.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(checked.out()).contains("driver.gpu.not-supported");
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void areSuggestedWhereOneIsMisspelt(Place place) throws IOException {
        CommandLineRun run = run(place, "RTX 5091");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).hasLineCount(1).contains("NVIDIA GeForce RTX 5090", "gpudoctor matrix show gpus");
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void areListedWhereANameDoesNotTell(Place place) throws IOException {
        CommandLineRun run = run(place, "RTX 6000");
        if (place == Place.CHECK) {
            assertThat(run.code()).isEqualTo(ExitCode.UNDETERMINED);
            assertThat(run.out().replaceAll("\\s+", " ")).contains("NVIDIA RTX 6000 Ada Generation (8.9)");
        } else {
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).hasLineCount(1).contains("NVIDIA RTX 6000 Ada Generation (8.9)");
        }
    }

    @Test
    void areAllNamedByTheCommandOfTheHint() {
        CommandLineRun run = CommandLineRun.with(Map.of(), "", "matrix", "show", "gpus");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("NVIDIA GeForce RTX 5090", "GeForce GTX 480");
    }
}
