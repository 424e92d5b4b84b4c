package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gpudoctor images}. */
class ImagesCommandTest {
    private static List<String> images(String run, String... wishes) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("images", "--format", "json"));
        arguments.addAll(List.of(wishes));
        CommandLineRun answer = CommandLineRun.of(arguments.toArray(String[]::new));
        assertThat(answer.err()).isEmpty();
        assertThat(JsonSchemas.faults("images-1", answer.out())).isEmpty();
        List<String> images = new ArrayList<>();
        for (JsonNode image : Json.parse(answer.out()).path("images")) {
            if (image.path("run").asText().equals(run)) {
                images.add(image.path("image").asText());
            }
        }
        return images;
    }

    @Test
    void tellsNativeFromMinorVersionFromCompat() throws Exception {
        String[] wishes = {"torch", "gpu=NVIDIA A100-SXM4-80GB", "driver=535.183.01"};
        assertThat(images("native", wishes)).contains("nvcr.io/nvidia/pytorch:23.10-py3");
        assertThat(images("minor-version", wishes)).contains("nvcr.io/nvidia/pytorch:25.06-py3");
        assertThat(images("forward-compat", wishes)).contains("nvcr.io/nvidia/pytorch:26.07-py3");
        assertThat(images("not", wishes)).isEmpty();
    }

    @Test
    void givesNoForwardCompatibilityToGeForce() throws Exception {
        String[] wishes = {"torch", "gpu=GeForce RTX 3060", "driver=535.183.01"};
        assertThat(images("forward-compat", wishes)).isEmpty();
        assertThat(images("not", wishes)).contains("nvcr.io/nvidia/pytorch:26.07-py3");
    }

    @Test
    void knowsThatAStartConditionRefusesGeForce() {
        CommandLineRun run = CommandLineRun.of(
                "images", "cuda=12.8.1", "os=ubuntu22.04", "image=cuda", "gpu=GeForce RTX 3060", "driver=550.54.15");
        assertThat(run.out()).contains("start condition does not list driver branch 550");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
    }

    @Test
    void refusesOldGpus() throws Exception {
        assertThat(images("not", "torch", "gpu=6.1", "driver=580.95.05")).contains("nvcr.io/nvidia/pytorch:25.10-py3");
    }

    @Test
    void givesJetsonsTheirOwnImages() throws Exception {
        List<String> images = images("native", "platform=jetson-xavier-nx", "torch");
        assertThat(images).isNotEmpty().allMatch(image -> !image.startsWith("nvcr.io/nvidia/pytorch"));
    }

    @Test
    void neverCallsAnImageOfUnknownContentsFitting() throws Exception {
        assertThat(images("unknown", "gpu=8.6", "driver=580.95.05")).isNotEmpty();
        CommandLineRun withoutDriver = CommandLineRun.of("images", "torch", "gpu=8.6");
        assertThat(withoutDriver.code()).isEqualTo(ExitCode.UNDETERMINED);
        assertThat(withoutDriver.out()).contains("No driver is known");
    }

    @Test
    void showsHowToRunTheFirst() {
        CommandLineRun run = CommandLineRun.of("images", "tensorrt", "gpu=8.6", "driver=580.95.05");
        assertThat(run.out())
                .contains("$ docker run --rm -it --gpus all nvcr.io/nvidia/")
                .contains("--device nvidia.com/gpu=all")
                .contains("    gpus: all");
        assertThat(CommandLineRun.of("images", "tensorrt", "gpu=8.6", "driver=580.95.05", "--format", "markdown")
                        .out())
                .contains("## Runs natively");
    }

    /** A stated JetPack is a fact about the board; images for Arm servers run from JetPack 7 on, by the driver it brings. */
    @ParameterizedTest
    @CsvSource({
        "platform=jetson-agx-thor, 7.2, nvcr.io/nvidia/pytorch:",
        "platform=jetson-agx-orin-64gb, 6.1, dustynv/pytorch:2.7-",
        "platform=jetson-xavier-nx, 5.1, dustynv/pytorch:2.1-"
    })
    void offersTheNewestFirstThatFitsTheJetPackOfABoard(String board, String jetPack, String image) throws Exception {
        JsonNode answer =
                Json.parse(CommandLineRun.of("images", "torch", board, "jetpack=" + jetPack, "--format", "json")
                        .out());
        JsonNode first = answer.path("images").path(0);
        assertThat(first.path("run").asText()).isEqualTo("native");
        assertThat(first.toString()).contains(image);
    }

    @Test
    void asksWhichBoardAJetPackIsOn() {
        CommandLineRun run = CommandLineRun.of("images", "torch", "gpu=8.6", "jetpack=6.1");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("only a Jetson has a JetPack").hasLineCount(1);
    }
}
