package dev.gpudoctor.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import dev.gpudoctor.app.InputException;
import dev.gpudoctor.json.FileFault;
import dev.gpudoctor.report.ExitPolicy;
import dev.gpudoctor.report.GithubRenderer;
import dev.gpudoctor.report.HtmlRenderer;
import dev.gpudoctor.report.JsonRenderer;
import dev.gpudoctor.report.JunitRenderer;
import dev.gpudoctor.report.LineRenderer;
import dev.gpudoctor.report.MarkdownRenderer;
import dev.gpudoctor.report.NfdRenderer;
import dev.gpudoctor.report.OutputFormat;
import dev.gpudoctor.report.PrometheusRenderer;
import dev.gpudoctor.report.Renderer;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.SarifRenderer;
import dev.gpudoctor.report.TextRenderer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Form and place of a report. */
final class OutputOptions {
    /** Forms of a report. */
    enum Format {
        TEXT,
        JSON,
        JUNIT,
        SARIF,
        MARKDOWN,
        GITHUB,
        HTML,
        LINE,
        PROMETHEUS,
        NFD;

        Renderer renderer(ExitPolicy policy, int width, boolean colour, boolean verbose) {
            return switch (this) {
                case TEXT -> new TextRenderer(width, colour, verbose);
                case JSON -> new JsonRenderer();
                case JUNIT -> new JunitRenderer(policy);
                case SARIF -> new SarifRenderer();
                case MARKDOWN -> new MarkdownRenderer();
                case GITHUB -> new GithubRenderer();
                case HTML -> new HtmlRenderer();
                case LINE -> new LineRenderer();
                case PROMETHEUS -> new PrometheusRenderer();
                case NFD -> new NfdRenderer();
            };
        }
    }

    /** One more form of the report, and its file. */
    record Copy(Format format, String file) {
        /** Reads {@code FORMAT=FILE}. */
        static final class Reader implements ITypeConverter<Copy> {
            @Override
            public Copy convert(String text) {
                int equals = text.indexOf('=');
                for (Format format : Format.values()) {
                    if (equals > 0 && format.name().equalsIgnoreCase(text.substring(0, equals))) {
                        return new Copy(format, text.substring(equals + 1));
                    }
                }
                throw new TypeConversionException(
                        "'" + text + "' is not FORMAT=FILE; FORMAT is one of " + Arrays.toString(Format.values()));
            }
        }
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description =
                    "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}. In a GitHub Actions step, GITHUB also appends "
                            + "MARKDOWN to the step's summary.")
    private Format format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file instead of standard output.")
    private Optional<String> output = Optional.empty();

    @Option(
            names = "--report",
            paramLabel = "FORMAT=FILE",
            converter = Copy.Reader.class,
            description = "Also write the report in this format; can be repeated.")
    private List<Copy> copies = new ArrayList<>();

    @Option(
            names = {"-v", "--verbose"},
            description = "Show evidence, sources, and what passed.")
    private boolean verbose;

    @Option(
            names = "--no-redact",
            description = "Keep host name, user, home directory and GPU ids, which all formats except text leave out.")
    private boolean noRedact;

    /** Whether names are taken out before the report is made; text on the screen keeps them if nothing else is made. */
    boolean redacts() {
        boolean textOnly = format == Format.TEXT && copies.stream().allMatch(copy -> copy.format() == Format.TEXT);
        return !textOnly && !noRedact;
    }

    /**
     * Makes sure, before anything is probed, that the output can be written.
     *
     * @throws InputException if it can't
     */
    void prepare(Console console) throws InputException {
        if (!toConsole()) {
            file("--output", output.get(), console);
        }
        for (Copy copy : copies) {
            file("--report", copy.file(), console);
        }
        if (format == Format.GITHUB && summary(console).isPresent()) {
            file("GITHUB_STEP_SUMMARY", summary(console).get(), console);
        }
    }

    /** The file in which a step on GitHub collects its summary, if this is one. */
    private static Optional<String> summary(Console console) {
        return Optional.ofNullable(console.environment().get("GITHUB_STEP_SUMMARY"))
                .filter(file -> !file.isEmpty());
    }

    private boolean toConsole() {
        return output.isEmpty() || output.get().equals("-");
    }

    private static Path file(String option, String name, Console console) throws InputException {
        Path file = console.directory().resolve(name).toAbsolutePath();
        Path parent = file.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new InputException(option + ": no directory " + parent);
        }
        return file;
    }

    /** Writes the report where it was asked for. */
    void write(Report report, ExitPolicy policy, Console console) throws IOException, InputException {
        for (Copy copy : copies) {
            Renderer renderer = copy.format().renderer(policy, console.width(), false, verbose);
            save("--report", copy.file(), text(copy.format(), renderer, report), console);
        }
        if (format == Format.GITHUB && summary(console).isPresent()) {
            String markdown = text(Format.MARKDOWN, new MarkdownRenderer(), report);
            save("GITHUB_STEP_SUMMARY", summary(console).get(), markdown, console, CREATE, APPEND);
        }
        Renderer renderer = format.renderer(policy, console.width(), toConsole() && console.colour(), verbose);
        if (toConsole()) {
            console.out().print(text(format, renderer, report));
        } else {
            save("--output", output.get(), text(format, renderer, report), console);
        }
    }

    private static String text(Format format, Renderer renderer, Report report) throws IOException {
        StringBuilder text = new StringBuilder();
        renderer.render(report, text);
        return OutputFormat.of(format).clean(text.toString());
    }

    private static void save(String option, String name, String text, Console console, OpenOption... how)
            throws InputException {
        try {
            Files.writeString(file(option, name, console), text, StandardCharsets.UTF_8, how);
        } catch (IOException e) {
            throw new InputException(option + ": can't write " + name + ": " + FileFault.reason(e));
        }
    }
}
