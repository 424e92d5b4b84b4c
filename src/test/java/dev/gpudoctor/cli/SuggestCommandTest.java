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
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gpudoctor suggest} on the built-in matrix. */
class SuggestCommandTest {
    private static JsonNode answer(int code, String... wishes) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("suggest", "--format", "json"));
        arguments.addAll(List.of(wishes));
        CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(code);
        assertThat(JsonSchemas.faults("suggest-1", run.out())).isEmpty();
        return Json.parse(run.out());
    }

    private static String part(JsonNode answer, String component) {
        return answer.path("stacks").path(0).path("parts").path(component).asText();
    }

    private static List<String> conflict(JsonNode answer) {
        List<String> texts = new ArrayList<>();
        answer.path("conflict").forEach(given -> texts.add(given.path("text").asText()));
        return texts;
    }

    @Test
    void answersTheOldQuestionOfTensorFlowAndADriver() throws Exception {
        JsonNode answer = answer(ExitCode.OK, "tensorflow-gpu=2.10", "gpu=Tesla T4", "driver=470.82.01");
        assertThat(part(answer, "cuda")).startsWith("11.2");
        assertThat(part(answer, "cudnn")).startsWith("8.1");
        assertThat(part(answer, "python")).isEqualTo("3.10");
        assertThat(answer.path("stacks").path(0).path("install").toString())
                .contains("tensorflow==2.10.*")
                .contains("libcudnn8=8.1.1.33-1+cuda11.2")
                .contains("cuda-libraries-11-2");
    }

    @Test
    void takesTheNewestThatTheDriverRuns() throws Exception {
        assertThat(part(answer(ExitCode.OK, "torch", "gpu=8.6", "driver=470.82.01"), "torch"))
                .contains("cu118");
        assertThat(part(answer(ExitCode.OK, "torch", "gpu=8.6", "driver=580.95.05"), "torch"))
                .contains("cu13");
    }

    @Test
    void dropsWhatTheGpuIsTooOldFor() throws Exception {
        JsonNode answer = answer(ExitCode.OK, "tensorrt", "gpu=Tesla V100-SXM2-16GB", "driver=580.95.05");
        assertThat(part(answer, "tensorrt")).isEqualTo("10.4.0");
    }

    @Test
    void namesWhatContradictsAndWhatWouldDo() throws Exception {
        JsonNode answer = answer(ExitCode.FINDINGS, "tensorflow=2.15", "gpu=sm_61", "driver=390.157", "python=3.10");
        assertThat(conflict(answer)).containsExactly("tensorflow=2.15", "driver=390.157");
        assertThat(answer.path("chain").toString()).contains("takes CUDA 12.2").contains("525.60.13");
        assertThat(answer.path("relaxations").toString()).contains("driver 525.60.13 instead of driver=390.157");
    }

    @Test
    void saysWhenTheMatrixHasNoSuchRelease() throws Exception {
        CommandLineRun run = CommandLineRun.of("suggest", "torch=2.9.9", "gpu=7.5");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("no release of torch satisfies 'torch=2.9.9'", "the nearest before it 2.9.1");
    }

    /** Each kind of wish that cannot be meant, on any machine and for any command that takes wishes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    torhc=2.4                  | did you mean torch
                    torch=99                   | the newest known is 2.
                    driver=9999                | no driver branch 9999 is known
                    torch>=99                  | the newest known is 2.
                    cuda=99                    | the newest known is 1
                    cudnn=99                   | the newest known is 9.
                    tensorrt=99                | the newest known is 1
                    tensorrt=10.99             | the nearest before it 10.
                    vllm=99                    | the newest known is 0.
                    python=3.99 torch          | the newest known is 3.
                    jetpack=99 platform=jetson-agx-thor | the newest known is 7.
                    torch=2.x                  | not a version range
                    torch driver=abc           | not a driver version
                    torch gpu=RTX_5091         | did you mean NVIDIA GeForce RTX 5090
                    torch gpu=9.9              | no GPU of compute capability 9.9 is known; there are
                    torch platform=linux-x68   | platform is linux-x86_64,
                    torch platform=jetson-orion | no Jetson is called 'jetson-orion'
                    torch os=ubunut22.04       | did you mean ubuntu22.04
                    torch keep=nothing         | nothing to keep
                    """)
    void refusesAWishThatCannotBeMeant(String wishes, String answer) {
        boolean namesMachine = wishes.contains("gpu=") || wishes.contains("platform=");
        List<String> words = new ArrayList<>(List.of(wishes.split(" ")));
        words.replaceAll(word -> word.replace("RTX_", "RTX "));
        if (!namesMachine) {
            words.add("gpu=8.6");
        }
        for (String command : List.of("suggest", "dockerfile")) {
            List<String> line = new ArrayList<>(List.of(command));
            line.addAll(words);
            CommandLineRun run = CommandLineRun.of(line.toArray(String[]::new));
            assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).hasLineCount(1).contains(answer);
            assertThat(run.out()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=3",
                "nosuchthing",
                "torch>=x",
                "gpu=No Such GPU",
                "driver=abc",
                "platform=toaster",
                "keep=driver",
                "torch>"
            })
    void refusesAWishItCannotUnderstandInOneLine(String wish) {
        CommandLineRun run = CommandLineRun.of("suggest", wish, "gpu=8.6");
        if (!wish.startsWith("gpu")) {
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).hasLineCount(1);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void takesNoCudaFromASystemThatHasNone() throws Exception {
        String[] wishes = {"tensorflow=2.10", "gpu=Tesla T4", "driver=470.82.01", "os=ubuntu24.04"};
        JsonNode answer = answer(ExitCode.FINDINGS, wishes);
        assertThat(conflict(answer)).containsExactly("tensorflow=2.10", "os=ubuntu24.04");
        assertThat(answer.path("chain").toString())
                .contains("NVIDIA publishes 11.2.2 for ubuntu16.04, ubuntu18.04, ubuntu20.04, not for ubuntu24.04");
        assertThat(answer.path("relaxations").toString()).contains("ubuntu22.04 instead of os=ubuntu24.04");
        wishes[3] = "os=ubuntu20.04";
        JsonNode older = answer(ExitCode.OK, wishes);
        assertThat(part(older, "os")).isEqualTo("ubuntu20.04");
        assertThat(part(older, "python")).as("the system's own").isEqualTo("3.8");
    }

    @Test
    void letsWheelsBringTheirCudaToAnySystem() throws Exception {
        JsonNode answer = answer(ExitCode.OK, "torch=2.3", "gpu=8.6", "driver=535.183.01", "os=ubuntu18.04", "cuda<12");
        assertThat(part(answer, "os")).isEqualTo("ubuntu18.04");
        assertThat(answer(ExitCode.OK, "torch=2.14", "gpu=8.6", "os=ubuntu22.04")
                        .path("stacks")
                        .path(0)
                        .path("parts")
                        .path("python")
                        .asText())
                .isEqualTo("3.10");
    }

    @Test
    void offersImagesOfTheSystemThatIsWishedFor() throws Exception {
        String[] wishes = {"tensorrt=8.6.1", "cuda=12.1", "gpu=8.6", "driver=535.183.01", "os=ubuntu20.04"};
        assertThat(answer(ExitCode.OK, wishes).path("stacks").path(0).path("images"))
                .isNotEmpty();
        wishes[4] = "os=ubuntu22.04";
        assertThat(answer(ExitCode.OK, wishes).path("stacks").path(0).path("images"))
                .isEmpty();
    }

    @Test
    void saysThatItDoesNotKnowASystem() {
        CommandLineRun run = CommandLineRun.of("suggest", "tensorflow=2.10", "gpu=7.5", "os=plan9", "--strict");
        assertThat(run.code()).isEqualTo(ExitCode.UNDETERMINED);
        assertThat(run.out()).containsPattern("does not say whether NVIDIA publishes\\s+11.2.2 for plan9");
    }

    @Test
    void knowsTheSystemOfAJetson() throws Exception {
        JsonNode answer = answer(ExitCode.FINDINGS, "platform=jetson-xavier-nx", "os=ubuntu24.04");
        assertThat(conflict(answer)).containsExactlyInAnyOrder("platform=jetson-xavier-nx", "os=ubuntu24.04");
    }

    @Test
    void ranksStacksThatDiffer() throws Exception {
        JsonNode answer = answer(ExitCode.OK, "tensorrt", "gpu=8.6", "driver=580.95.05", "--top", "4");
        assertThat(answer.path("stacks").findValuesAsText("tensorrt"))
                .hasSize(4)
                .doesNotHaveDuplicates();
        assertThat(CommandLineRun.of("suggest", "--top", "0").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void marksWhatNobodyVouchesFor() {
        String[] arguments = {"suggest", "tensorrt>=11.5", "gpu=8.6", "driver=580.95.05", "--strict"};
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.code()).isEqualTo(ExitCode.UNDETERMINED);
        assertThat(run.out()).contains("  ? ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"torhc=2.4", "tensrflow", "torch=99", "tensort>=10", "cuda=99.1", "driver=9999"})
    void checksWishesBeforeAnythingElse(String wish) {
        CommandLineRun run = CommandLineRun.of("suggest", wish);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).containsPattern("did you mean (torch|tensorflow|tensorrt)|the newest known is ");
    }

    @Test
    void addsNothingThatWasNotAskedFor() throws Exception {
        for (String wish : List.of("cuda=11.4", "cudnn=8.9", "gpu=8.6")) {
            JsonNode answer = answer(ExitCode.OK, wish, "gpu=8.6", "driver=535.183.01");
            assertThat(answer.path("stacks").path(0).path("parts").has("tensorrt"))
                    .as(wish)
                    .isFalse();
        }
    }

    @Test
    void knowsFloorsAndCeilingsOfTensorRt() throws Exception {
        assertThat(conflict(answer(ExitCode.FINDINGS, "tensorrt>=10.6", "gpu=sm_61")))
                .containsExactlyInAnyOrder("tensorrt>=10.6", "gpu=sm_61");
        assertThat(conflict(answer(ExitCode.FINDINGS, "tensorrt=8.6.1", "gpu=RTX 5090")))
                .containsExactlyInAnyOrder("tensorrt=8.6.1", "gpu=RTX 5090");
    }

    @Test
    void asksForTheJetPackInsteadOfTheDriverOfAJetson() {
        CommandLineRun run = CommandLineRun.of("suggest", "cuda", "platform=jetson-orin-nx-16gb", "driver=540.4.0");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("comes with its JetPack").contains("jetpack=6.2");
        assertThat(CommandLineRun.of("suggest", "cuda", "platform=jetson-orin-nx-16gb", "jetpack=6.2")
                        .code())
                .isZero();
    }

    @Test
    void takesAJetsonForAJetson() throws Exception {
        JsonNode answer = answer(ExitCode.OK, "torch", "gpu=Jetson AGX Orin");
        assertThat(part(answer, "jetpack")).isNotEmpty();
    }

    @Test
    void writesMarkdown() {
        CommandLineRun run = CommandLineRun.of("suggest", "torch=2.6", "gpu=8.6", "--format", "markdown");
        assertThat(run.out())
                .contains("## Stack 1")
                .contains("| torch | 2.6.0 (cu")
                .contains("```\npip install");
    }
}
