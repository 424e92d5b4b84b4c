package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.matrix.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixCommandTest {
    private static final String BOUND = """
            {"rows":[{"id":"wsl.driver","version":"%s","meaning":"Ours.","kept":"by-hand","sources":["doc"]}]}
            """;

    @TempDir
    private Path folder;

    private Path matrix(String name, String mode, String version) throws IOException {
        Path directory = Files.createDirectory(folder.resolve(name));
        Files.writeString(directory.resolve("manifest.json"), """
                {"schemaVersion":1,"dataVersion":"7.0.0","asOf":"2026-01-31","mode":"%s"}
                """.formatted(mode));
        Files.writeString(directory.resolve("sources.json"), """
                {"rows":[{"id":"doc","title":"Our own notes","url":null}]}
                """);
        Files.writeString(directory.resolve("bounds.json"), BOUND.formatted(version));
        return directory;
    }

    private static JsonNode json(CommandLineRun run) throws JsonProcessingException {
        assertThat(run.err()).isEmpty();
        return Json.parse(run.out());
    }

    @Test
    void listNamesEveryTable() throws JsonProcessingException {
        CommandLineRun text = CommandLineRun.of("matrix", "list");
        assertThat(text.code()).isEqualTo(ExitCode.OK);
        assertThat(text.out()).startsWith("matrix 1.1.0 as of 2026-11-23 (built-in)\n");
        Subject.all().forEach(subject -> assertThat(text.out()).contains("\n" + subject.name() + " "));
        JsonNode document = json(CommandLineRun.of("matrix", "list", "--format", "json"));
        assertThat(document.path("tables")).hasSize(Subject.all().size());
        assertThat(document.path("tables").get(0).path("subject").asText()).isEqualTo("cuda");
        assertThat(document.path("tables").get(0).path("rows").asInt()).isEqualTo(73);
        assertThat(document.path("tables").get(0).path("byHand").asInt()).isEqualTo(73);
    }

    @Test
    void showTakesLabelsNumbersAndNames() throws JsonProcessingException {
        CommandLineRun label = CommandLineRun.of("matrix", "show", "cuda", "11.0 update 1");
        assertThat(label.code()).isEqualTo(ExitCode.OK);
        assertThat(label.out())
                .startsWith("cuda 11.0.3\n")
                .contains("450.51.06", "source ", "https://docs.nvidia.com/")
                .doesNotContain("cuda 11.0.2");
        JsonNode minor = json(CommandLineRun.of("matrix", "show", "cuda", "12.4", "--format", "json"));
        assertThat(minor.path("rows").findValuesAsText("version")).containsExactly("12.4.0", "12.4.1");
        assertThat(minor.path("rows").get(0).path("sources")).isNotEmpty();
        assertThat(minor.path("sources").findValuesAsText("id")).contains("rn134u1");
        assertThat(CommandLineRun.of("matrix", "show", "gpus", "tesla t4").out())
                .contains("gpus ", "7.5");
        assertThat(CommandLineRun.of("matrix", "show", "torch", "2.8.0").out())
                .contains("torch 2.8.0 cu128 linux-x86_64")
                .doesNotContain("2.8.1", "12.8.0 ");
    }

    @Test
    void showWithoutWishListsKeys() throws JsonProcessingException {
        CommandLineRun keys = CommandLineRun.of("matrix", "show", "cuda-families");
        assertThat(keys.out()).isEqualTo("cuda-families\n  11\n  12\n  13\n");
        JsonNode rows = json(CommandLineRun.of("matrix", "show", "cuda-families", "--format", "json"));
        assertThat(rows.path("rows").findValuesAsText("major")).isEqualTo(List.of("11", "12", "13"));
    }

    @Test
    void whatTheMatrixDoesNotHaveIsUndetermined() {
        CommandLineRun run = CommandLineRun.of("matrix", "show", "cuda", "14.0");
        assertThat(run.code()).isEqualTo(ExitCode.UNDETERMINED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("gpudoctor: cuda 14.0 is not in matrix 1.1.0 as of 2026-11-23\n");
    }

    @Test
    void anUnknownTableIsAUsageError() {
        CommandLineRun run = CommandLineRun.of("matrix", "show", "cudaa");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("no table 'cudaa'", "cuda-families");
    }

    @Test
    void verifyFindsNothingInWhatIsShipped() throws JsonProcessingException {
        CommandLineRun run = CommandLineRun.of("matrix", "verify");
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo("built-in: nothing is wrong\n");
        assertThat(json(CommandLineRun.of("matrix", "verify", "--format", "json"))
                        .path("issues"))
                .isEmpty();
    }

    @Test
    void verifyTellsWhatIsWrong() throws IOException {
        Path bad = matrix("bad", "whole", "soon");
        CommandLineRun run = CommandLineRun.of("matrix", "verify", bad.toString());
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.out()).startsWith("bounds.json [/rows/0/version]: is not a version: soon\n");
        JsonNode issues = Json.parse(CommandLineRun.of("matrix", "verify", bad.toString(), "--format", "json")
                        .out())
                .path("issues");
        assertThat(issues.get(0).path("file").asText()).isEqualTo("bounds.json");
        assertThat(issues.get(0).path("place").asText()).isEqualTo("/rows/0/version");
    }

    @Test
    void diffTellsChangedRows() throws IOException {
        String before = matrix("before", "whole", "495").toString();
        String after = matrix("after", "whole", "500").toString();
        CommandLineRun run = CommandLineRun.of("matrix", "diff", before, after);
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo("~ bounds wsl.driver: version 495 -> 500\n");
        JsonNode changes = json(CommandLineRun.of("matrix", "diff", before, after, "--format", "json"))
                .path("changes");
        assertThat(changes.get(0).path("key").asText()).isEqualTo("wsl.driver");
        assertThat(changes.get(0).path("fields").get(0).path("after").asText()).isEqualTo("500");
    }

    @Test
    void anOverlayIsNamed() throws IOException {
        Path overlay = matrix("ours", "overlay", "600");
        assertThat(CommandLineRun.of("matrix", "list", "--matrix", overlay.toString())
                        .out())
                .startsWith("matrix 7.0.0 as of 2026-01-31 (built-in, " + overlay + ")");
        CommandLineRun shown =
                CommandLineRun.of("matrix", "show", "bounds", "wsl.driver", "--matrix", overlay.toString());
        assertThat(shown.out()).contains("600", "Our own notes");
    }

    @Test
    void aReportSaysWhichMatrixItUsed() throws IOException {
        String overlay = matrix("ours", "overlay", "600").toString();
        String root = Files.createDirectory(folder.resolve("root")).toString();
        assertThat(CommandLineRun.of("check", "--root", root, "--matrix", overlay)
                        .out())
                .contains("Judged by matrix 7.0.0 as of 2026-01-31 from");
        assertThat(Json.parse(CommandLineRun.of("check", "--root", root, "--matrix", overlay, "--format", "json")
                                .out())
                        .at("/matrix/overlay")
                        .asText())
                .isEqualTo(overlay);
        assertThat(CommandLineRun.of("check", "--root", root).out()).doesNotContain("Judged by");
    }

    @Test
    void aFolderThatHoldsNoMatrixIsRefused() {
        CommandLineRun run = CommandLineRun.of("matrix", "list", "--matrix", folder.toString());
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("manifest.json: is missing");
        CommandLineRun none =
                CommandLineRun.of("matrix", "verify", folder.resolve("none").toString());
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void exportIsTheWholeMatrix() throws IOException {
        Path file = folder.resolve("all.json");
        assertThat(CommandLineRun.of("matrix", "export", "--output", file.toString())
                        .code())
                .isEqualTo(ExitCode.OK);
        JsonNode document = Json.parse(Files.readString(file));
        assertThat(document.path("dataVersion").asText()).isEqualTo("1.1.0");
        assertThat(document.path("tables")).hasSize(Subject.all().size());
        assertThat(document.path("tables").path("cuda")).hasSize(73);
        assertThat(document.path("sources").size()).isGreaterThan(100);
    }
}
