package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import dev.gpudoctor.report.ExitPolicy;
import dev.gpudoctor.report.GithubRenderer;
import dev.gpudoctor.report.JsonRenderer;
import dev.gpudoctor.report.JunitRenderer;
import dev.gpudoctor.report.MarkdownRenderer;
import dev.gpudoctor.report.Renderer;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.SarifRenderer;
import dev.gpudoctor.report.TextRenderer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Form and place of a report. */
final class OutputOptions {
    /** Forms of a report. */
    enum Format {
        TEXT,
        JSON,
        JUNIT,
        SARIF,
        MARKDOWN,
        GITHUB;

        Renderer renderer(ExitPolicy policy, int width, boolean colour, boolean verbose) {
            return switch (this) {
                case TEXT -> new TextRenderer(width, colour, verbose);
                case JSON -> new JsonRenderer();
                case JUNIT -> new JunitRenderer(policy);
                case SARIF -> new SarifRenderer();
                case MARKDOWN -> new MarkdownRenderer();
                case GITHUB -> new GithubRenderer();
            };
        }
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write there instead of standard output.")
    private Optional<String> output = Optional.empty();

    @Option(
            names = {"-v", "--verbose"},
            description = "Show evidence, sources, and what passed.")
    private boolean verbose;

    @Option(
            names = "--no-redact",
            description = "Keep host name, user, home directory and GPU ids, which every form but text leaves out.")
    private boolean noRedact;

    /** Whether the user wants names to be kept in every form. */
    boolean keepsNames() {
        return noRedact;
    }

    /** Whether names are taken out before the report is made; text on the screen keeps them. */
    boolean redacts() {
        return format != Format.TEXT && !noRedact;
    }

    /**
     * Makes sure, before anything is probed, that the output can be written.
     *
     * @throws InputException if it can't
     */
    void prepare() throws InputException {
        if (output.isPresent() && !output.get().equals("-")) {
            Path parent = Path.of(output.get()).toAbsolutePath().getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                throw new InputException("--output: no directory " + parent);
            }
        }
    }

    /** Writes the report where it was asked for. */
    void write(Report report, ExitPolicy policy, Console console) throws IOException, InputException {
        boolean toConsole = output.isEmpty() || output.get().equals("-");
        StringBuilder text = new StringBuilder();
        Renderer renderer = format.renderer(policy, console.width(), toConsole && console.colour(), verbose);
        renderer.render(report, text);
        if (toConsole) {
            console.out().print(text);
            return;
        }
        try {
            Files.writeString(Path.of(output.get()), text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputException("--output: can't write " + output.get() + ": " + e.getMessage());
        }
    }
}
