package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code completion} knows what the commands know; bash is asked, and fish where it is installed. */
class CompletionCommandTest {
    private final String script = CommandLineRun.of("completion", "fish").out();

    @TempDir
    private Path directory;

    @Test
    void knowsEveryCommandAndOption() {
        CommandLine all = new CommandLine(GpudoctorCommand.class, new CommandFactory());
        all.getSubcommands().forEach((name, command) -> {
            assertThat(script).contains("--arguments " + name + " --description");
            String place = command.getSubcommands().isEmpty() ? "__gpudoctor_below " : "__gpudoctor_at ";
            command.getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> assertThat(script.lines())
                            .filteredOn(line -> line.contains("'" + place + name + "'"))
                            .as(name + " " + option.longestName())
                            .anyMatch(line -> line.contains(
                                    " --long-option " + option.longestName().substring(2) + " ")));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "gpudoctor che, check",
        "gpudoctor check --base, --baseline",
        "gpudoctor check --strict --format j, 'json, junit'",
        "gpudoctor check --format=sa, --format=sarif",
        "gpudoctor check --from st, stack.json",
        "gpudoctor inspect st, stack.json",
        "gpudoctor --version matrix sh, show",
        "gpudoctor diff --fail-on w, worse",
        "gpudoctor matrix diff --fail, ''",
        "gpudoctor completion f, fish",
        "gpudoctor stack, ''"
    })
    void completesInFish(String line, String expected) throws IOException, InterruptedException {
        List<Path> fish = Stream.of(System.getenv("PATH").split(":"))
                .map(place -> Path.of(place, "fish"))
                .filter(Files::isExecutable)
                .toList();
        assumeThat(fish).as("fish on this machine").isNotEmpty();
        Files.writeString(directory.resolve("gpudoctor.fish"), script);
        Files.writeString(directory.resolve("stack.json"), "{}");
        ProcessBuilder builder = new ProcessBuilder(
                        fish.get(0).toString(),
                        "--no-config",
                        "--command",
                        "source gpudoctor.fish; complete -C \"$argv\"",
                        line)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().put("HOME", directory.toString());
        Process process = builder.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(answer).isZero();
        assertThat(answer.lines().map(text -> text.split("\t")[0]))
                .containsExactlyInAnyOrder(expected.isEmpty() ? new String[0] : expected.split(", "));
    }

    @ParameterizedTest
    @CsvSource({
        "gpudoctor che, check",
        "gpudoctor check --base, --baseline",
        "gpudoctor check --format j, 'json, junit'",
        "gpudoctor smoke --layer ru, runtime",
        "gpudoctor completion f, fish"
    })
    void completesInBash(String line, String expected) throws IOException, InterruptedException {
        Path file = directory.resolve("gpudoctor.bash");
        Files.writeString(file, CommandLineRun.of("completion", "bash").out());
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "compopt() { :; }; source \"$1\"; COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_gpudoctor;"
                                + " printf '%s\\n' \"${COMPREPLY[@]}\"",
                        "bash",
                        file.toString(),
                        line)
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(answer).isZero();
        assertThat(answer.lines().map(String::strip)).containsExactlyInAnyOrder(expected.split(", "));
    }
}
