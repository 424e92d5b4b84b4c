package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every text of a machine and every file name is somebody else's. Marks are planted in all of them, and in no form do
 * they reach a terminal, the commands of a CI service, or the structure of a document.
 */
class HostileTextTest {
    private static final String ESCAPE = "\u001b]0;pwn\u0007\u001b[31m\u009b2J\u202e\ud800";
    private static final String COMMANDS = " ::add-mask::x ##[error]x ##vso[task.setvariable variable=p]x ";
    private static final String MARKUP = "`` ``` `<script>alert(1)</script> [x](javascript:alert(1)) | @everyone";
    /** Long enough to be wrapped at any word. */
    private static final List<String> MARKS = List.of(
            ESCAPE,
            "\n::error::x\r\n##[error]x\n##vso[task.x]y" + COMMANDS.repeat(4),
            MARKUP,
            "\n\n# x\n\n```\n<img src=x onerror=alert(1)>\n" + MARKUP);

    private static final List<String> FORMS = List.of("text", "json", "junit", "sarif", "markdown", "github", "html");

    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\u202a-\\u202e\\u2066-\\u2069\\u2028\\u2029&&[^\\n]]");
    private static final Pattern COMMAND_AT_THE_START = Pattern.compile("(?m)^[\\s\\p{Z}]*::");
    private static final Pattern OWN_COMMAND = Pattern.compile("(?m)^::(error|warning|notice) [^\\n]*$");
    private static final Pattern COMMAND_ANYWHERE = Pattern.compile("##(\\[|vso\\[|teamcity\\[)");

    @TempDir
    Path folder;

    static List<String> cases() {
        return List.of(
                "healthy-workstation", "driver-absent", "cudnn-part-of-older-release", "visible-devices-by-uuid");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noTextOfASnapshotLeavesItsPlace(String name) throws Exception {
        for (String mark : MARKS) {
            String machine = marked(name, mark);
            for (String form : FORMS) {
                for (String redaction : List.of("--verbose", "--no-redact")) {
                    CommandLineRun run =
                            CommandLineRun.withInput(machine, "check", "--from", "-", "--format", form, redaction);
                    assertThat(run.code())
                            .as("%s in %s: %s", name, form, run.err())
                            .isBetween(0, 3);
                    isHarmless(form, run.out());
                    isHarmless("text", run.err());
                }
            }
            Path file = Files.writeString(folder.resolve("machine.json"), machine);
            for (String form : List.of("text", "json", "markdown")) {
                CommandLineRun run = CommandLineRun.withInput(
                        MachineCase.named("healthy-workstation").machine().toString(),
                        "diff",
                        "-",
                        file.toString(),
                        "--format",
                        form);
                isHarmless(form, run.out());
            }
            isHarmless(
                    "json",
                    CommandLineRun.withInput(machine, "snapshot", "--from", "-").out());
        }
    }

    @Test
    void colourOnATerminalIsTheReportsOwn() throws Exception {
        CommandLineRun run = CommandLineRun.onTerminal(
                Map.of("TERM", "xterm"),
                marked("healthy-workstation", "\u001b[1;31mred\u001b[0m"),
                "check",
                "--from",
                "-");
        assertThat(run.out()
                        .replaceFirst("^\u001b\\[1;3.m[A-Z]+\u001b\\[0m", "")
                        .replaceAll("\n(  )?\u001b\\[1;3.m(i|info|warning|error)\u001b\\[0m", ""))
                .doesNotContain("\u001b");
    }

    /** UTF-8 has nothing for half a character, and a file that it blocks is a report lost. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "junit", "sarif", "markdown", "github", "html"})
    void halfACharacterKeepsNoReportFromItsFile(String form) throws Exception {
        CommandLineRun run = CommandLineRun.in(
                folder,
                marked("healthy-workstation", "\ud800"),
                "check",
                "--from",
                "-",
                "--format",
                form,
                "-o",
                "report");
        assertThat(run.err()).isEmpty();
        assertThat(Files.readString(folder.resolve("report"))).isNotEmpty();
        assertThat(CommandLineRun.in(
                                folder,
                                marked("healthy-workstation", "\ud800"),
                                "snapshot",
                                "--from",
                                "-",
                                "-o",
                                "snapshot")
                        .code())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "sarif", "junit", "github"})
    void noFileNameOfALintedFileLeavesItsPlace(String form) throws Exception {
        List<String> names = List.of(
                "::add-mask::x",
                "##[error]x",
                "a\n::error::x",
                "\u001b[31mred\u009b",
                "##vso[task.x]y",
                "a\r##[group]x");
        for (String name : names) {
            Files.writeString(folder.resolve(name), "FROM nvidia/cuda:latest\nRUN pip install torch\n");
            CommandLineRun run = CommandLineRun.in(folder, "", "lint", "--format", form, name);
            assertThat(run.code()).as(run.err()).isBetween(0, 1);
            assertThat(run.out()).isNotEmpty();
            isHarmless(form, run.out());
            CommandLineRun missing = CommandLineRun.in(folder, "", "lint", "--format", form, name + "?");
            assertThat(missing.code()).isEqualTo(2);
            assertThat(missing.err()).hasLineCount(1);
            isHarmless("text", missing.err());
        }
    }

    private static void isHarmless(String form, String out) throws IOException {
        assertThat(CONTROL.matcher(out).results().map(found -> found.group()).toList())
                .as("controls in %s", form)
                .isEmpty();
        assertThat(out.getBytes(StandardCharsets.UTF_8))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(out);
        String foreign = form.equals("github") ? OWN_COMMAND.matcher(out).replaceAll("") : out;
        assertThat(COMMAND_AT_THE_START.matcher(foreign).find())
                .as("commands in %s: %s", form, lines(out, COMMAND_AT_THE_START))
                .isFalse();
        assertThat(COMMAND_ANYWHERE.matcher(out).find())
                .as("commands in %s: %s", form, lines(out, COMMAND_ANYWHERE))
                .isFalse();
        switch (form) {
            case "json", "sarif" -> assertThat(Json.parse(out).isObject()).isTrue();
            case "html" -> assertThat(out).doesNotContain("<script>alert", "<img src=x", "href=\"javascript:");
            case "markdown" -> {
                String outside = withoutCode(out);
                assertThat(outside)
                        .doesNotContain("<script>", "<img", "](javascript:", "@everyone")
                        .doesNotContain("\n# x", "\n```");
            }
            default -> {}
        }
    }

    /** What a reader of Markdown takes for text: without fenced blocks and spans of code. */
    private static String withoutCode(String markdown) {
        List<String> kept = new ArrayList<>();
        String fence = "";
        for (String line : markdown.lines().toList()) {
            String bare = line.strip();
            String ticks = bare.replaceAll("^(`{3,}).*", "$1");
            boolean fences = bare.startsWith("```") && bare.indexOf('`', ticks.length()) < 0;
            if (fence.isEmpty() && fences) {
                fence = ticks;
            } else if (!fence.isEmpty()) {
                fence = fences && ticks.length() >= fence.length() && ticks.length() == bare.length() ? "" : fence;
            } else {
                kept.add(line);
            }
        }
        String text = String.join("\n", kept).replace("\\`", "");
        return Pattern.compile("(?<!`)(`+)(?!`)[^\\n]*?(?<!`)\\1(?!`)")
                .matcher(text)
                .replaceAll("code");
    }

    private static List<String> lines(String text, Pattern pattern) {
        return text.lines()
                .filter(line -> pattern.matcher(line).find())
                .limit(3)
                .toList();
    }

    /** The machine with a mark in every text that is free: words that mean something to gpudoctor stay. */
    private static String marked(String name, String mark) {
        // JSON can say half a character, UTF-8 can't
        return marked(MachineCase.named(name).machine(), "", mark).toString().replace("\ud800", "\\ud800");
    }

    private static final List<String> WORDS = List.of(
            "schema",
            "state",
            "kind",
            "source",
            "origin",
            "component",
            "takenAt",
            "version",
            "flavour",
            "manager",
            "capability");

    private static JsonNode marked(JsonNode node, String field, String mark) {
        if (node.isTextual() && !WORDS.contains(field) && !node.asText().matches("\\d[\\w.+-]*|[A-Z_]+")) {
            return new TextNode(node.asText() + mark);
        }
        if (node instanceof ObjectNode object) {
            boolean word = WORDS.contains(field);
            object.properties()
                    .forEach(inner -> inner.setValue(marked(
                            inner.getValue(), word && inner.getKey().equals("value") ? field : inner.getKey(), mark)));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, marked(array.get(i), field, mark));
            }
        }
        return node;
    }
}
