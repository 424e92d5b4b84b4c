package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the answer goes. */
final class OutputFile {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file instead of standard output.")
    private Optional<String> output = Optional.empty();

    /** Whether the answer goes to standard output. */
    boolean isConsole() {
        return output.isEmpty() || output.get().equals("-");
    }

    /**
     * Writes the answer where it was asked for.
     *
     * @throws InputException if the file cannot be written
     */
    void write(String text, Console console) throws InputException {
        if (isConsole()) {
            console.out().print(text);
            return;
        }
        try {
            Files.writeString(console.directory().resolve(output.get()), text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputException("--output: can't write " + output.get());
        }
    }
}
