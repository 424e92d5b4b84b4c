package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.GoldenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages show as a command's answer is what the command answers. */
class DocumentedCommandsTest {
    private static final Pattern BLOCK =
            Pattern.compile("```console\n\\$ gpudoctor (?<command>[^\n]*)\n(?<answer>.*?)```\n", Pattern.DOTALL);
    private static final Pattern ARGUMENT = Pattern.compile("(?:[^\\s']|'[^']*')+");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/stacks.md", "docs/lint.md"})
    void answersAsDocumented(String page) throws IOException {
        Path file = Path.of(page);
        Matcher block = BLOCK.matcher(Files.readString(file));
        StringBuilder text = new StringBuilder();
        int blocks = 0;
        while (block.find()) {
            String command = block.group("command");
            CommandLineRun run = CommandLineRun.of(arguments(command));
            String shown = "```console\n$ gpudoctor " + command + "\n" + run.out() + run.err() + "```\n";
            block.appendReplacement(text, Matcher.quoteReplacement(shown));
            blocks++;
        }
        block.appendTail(text);
        assertThat(blocks).as("commands on the page").isPositive();
        GoldenFile.assertEquals(file, text.toString());
    }

    private static String[] arguments(String command) {
        List<String> arguments = new ArrayList<>();
        Matcher argument = ARGUMENT.matcher(command);
        while (argument.find()) {
            arguments.add(argument.group().replace("'", ""));
        }
        return arguments.toArray(String[]::new);
    }
}
