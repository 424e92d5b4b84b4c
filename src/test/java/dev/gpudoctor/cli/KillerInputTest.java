package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small inputs that would take all memory or time are refused in one line, or judged as quickly as any other. */
class KillerInputTest {
    private static final Path MACHINE = Path.of("docs/examples/healthy-h200.json");

    @TempDir
    private Path folder;

    private static void isRefused(CommandLineRun run, String... words) {
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("gpudoctor: ").contains(words);
    }

    private CommandLineRun lint(String dockerfile) throws IOException {
        Path file = Files.writeString(folder.resolve("Dockerfile"), dockerfile);
        return CommandLineRun.of("lint", file.toString());
    }

    private static ObjectNode machine() throws IOException {
        return (ObjectNode) Json.parse(Files.readString(MACHINE)).get("machine");
    }

    private static CommandLineRun check(JsonNode machine) {
        return CommandLineRun.withInput(machine.toString(), "check", "--from", "-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "", " ", "\n", "\0\0", "1", "true"})
    void aTextInPlaceOfANumber(String text) throws IOException {
        ObjectNode machine = machine();
        ((ObjectNode) machine.at("/gpus/value/0/memoryTotal")).put("value", text);

        isRefused(check(machine), "not a gpudoctor snapshot");
    }

    @ParameterizedTest
    @CsvSource({
        "/gpus/value, 2000, 2000 entries in /gpus",
        "/gpus/value, 257, 257 entries in /gpus",
        "/consumers, 8000, 1000000",
        "/deviceNodes/value, 5001, 5001 entries in /deviceNodes"
    })
    void moreThanAnyMachineHas(String place, int count, String words) throws IOException {
        ObjectNode machine = machine();
        ArrayNode list = (ArrayNode) machine.at(place);
        list.addAll(Collections.nCopies(count - list.size(), list.get(0)));

        isRefused(check(machine), words);
    }

    @Test
    void listsWithoutEnd() {
        isRefused(
                CommandLineRun.withInput(
                        "{\"schema\":\"gpudoctor/machine/1\",\"x\":[" + "[],".repeat(2_000_000) + "[]]}",
                        "check",
                        "--from",
                        "-"),
                "oken");
    }

    /** Each argument holds the one before it ten times. */
    @ParameterizedTest
    @ValueSource(strings = {"ARG", "ENV", "LABEL", "RUN"})
    void argumentsThatMultiply(String keyword) throws IOException {
        String lines = IntStream.range(1, 9)
                .mapToObj(
                        i -> (keyword.equals("LABEL") ? "ENV" : keyword) + " A" + i + "=" + ("$A" + (i - 1)).repeat(10))
                .collect(Collectors.joining("\n"));
        String script = lines.replace("\nRUN ", " && ");
        String last = keyword.equals("LABEL") ? "\nLABEL a=$A8$A8" : "";

        isRefused(lint("FROM ubuntu:24.04\nARG A0=aaaaaaaaaa\n" + script + last + "\n"), "Dockerfile");
    }

    @Test
    void argumentsThatMultiplyBeforeTheFirstStage() throws IOException {
        String lines = IntStream.range(1, 9)
                .mapToObj(i -> "ARG A" + i + "=" + ("$A" + (i - 1)).repeat(10) + "\n")
                .collect(Collectors.joining());

        isRefused(lint("ARG A0=aaaaaaaaaa\n" + lines + "FROM nvidia/cuda:${A8}\n"), "Dockerfile");
    }

    @Test
    void aLongChainOfStages() throws IOException {
        isRefused(
                lint("FROM nvidia/cuda:12.4.1-base-ubuntu22.04 AS s0\n"
                        + IntStream.range(1, 20_000)
                                .mapToObj(i -> "FROM s" + (i - 1) + " AS s" + i + "\n")
                                .collect(Collectors.joining())),
                "stages");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a \\\n", "\\\n", "x\\\n# c\n", "a && \\\n\n\n"})
    void linesContinuedManyTimes(String line) throws IOException {
        CommandLineRun run = lint("FROM ubuntu:24.04\nRUN " + line.repeat(150_000 / line.length()) + " true\n");

        assertThat(run.code()).as(run.err()).isIn(ExitCode.OK, ExitCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${A:-", "\"", "`", "$(", "sh -c '", "<<E ", "a=b ", "if ", "sudo ", "((", "[", "\\"})
    void wordsThatBeginManyTimes(String word) throws IOException {
        CommandLineRun run = lint("FROM ubuntu:24.04\nRUN " + word.repeat(900_000 / word.length()) + "\n");

        assertThat(run.code()).as(run.err()).isIn(ExitCode.OK, ExitCode.FINDINGS, ExitCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"RUN a\n", "ENV A$B=1\n", "ARG A\n", "COPY a b\n", "ONBUILD RUN a\n", "# a\n", "LABEL a=b\n"})
    void manyInstructions(String line) throws IOException {
        CommandLineRun run = lint("FROM ubuntu:24.04\n" + line.repeat(900_000 / line.length()));

        assertThat(run.code()).as(run.err()).isIn(ExitCode.OK, ExitCode.FINDINGS, ExitCode.USAGE);
    }
}
