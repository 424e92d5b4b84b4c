package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.MatrixDiff;
import dev.gpudoctor.matrix.MatrixIssue;
import dev.gpudoctor.matrix.MatrixSource;
import dev.gpudoctor.matrix.MatrixVerifier;
import dev.gpudoctor.matrix.MatrixView;
import dev.gpudoctor.matrix.Row;
import dev.gpudoctor.matrix.RowFields;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.report.MatrixText;
import dev.gpudoctor.report.OutputFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gpudoctor matrix}: the data behind the verdicts. */
@Command(
        name = "matrix",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Shows, checks and compares the compatibility matrix.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            MatrixCommand.ListTables.class,
            MatrixCommand.Show.class,
            MatrixCommand.Verify.class,
            MatrixCommand.Diff.class,
            MatrixCommand.Export.class
        })
final class MatrixCommand {
    /** Forms of an answer. */
    enum Format {
        TEXT,
        JSON
    }

    /** {@code --format} of every part. */
    static final class FormatOption {
        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                defaultValue = "text",
                description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
        private Format format;

        boolean isJson() {
            return format == Format.JSON;
        }
    }

    /** {@code gpudoctor matrix list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the tables of the matrix.")
    static final class ListTables implements Callable<Integer> {
        private final Console console;

        @Mixin
        private MatrixOption matrixOption;

        @Mixin
        private FormatOption format;

        ListTables(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws InputException {
            MatrixView view = new MatrixView(matrixOption.matrix());
            if (format.isJson()) {
                Map<String, Object> document = new LinkedHashMap<>(view.stamp());
                document.put("tables", view.tables());
                console.out().print(OutputFormat.JSON.clean(Json.pretty(document)));
            } else {
                console.out()
                        .print(OutputFormat.TEXT.clean(
                                new MatrixText(console.width()).list(view.stamp(), view.tables())));
            }
            return ExitCode.OK;
        }
    }

    /** {@code gpudoctor matrix show}. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows the rows of a table.")
    static final class Show implements Callable<Integer> {
        private final Console console;

        @Mixin
        private MatrixOption matrixOption;

        @Mixin
        private FormatOption format;

        @Parameters(index = "0", paramLabel = "SUBJECT", description = "Name of a table; see matrix list.")
        private String subjectName;

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "VERSION",
                description =
                        "A release or a name: 12.4, '12.4 Update 1', 'Tesla T4'. Without it, only the keys are shown.")
        private Optional<String> wish = Optional.empty();

        Show(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws InputException {
            Subject<?> subject = Subject.named(subjectName).orElseThrow(() -> new InputException(noSubject()));
            Matrix matrix = matrixOption.matrix();
            MatrixView view = new MatrixView(matrix);
            List<Row> rows = wish.isPresent() ? view.rows(subject, wish.get()) : List.copyOf(matrix.rows(subject));
            if (format.isJson()) {
                Map<String, Object> document = new LinkedHashMap<>(view.stamp());
                document.put("subject", subject.name());
                document.put("rows", rows.stream().map(RowFields::of).toList());
                document.put(
                        "sources",
                        MatrixView.sources(rows.stream()
                                .flatMap(row -> matrix.sourcesOf(row).stream())
                                .distinct()
                                .toList()));
                console.out().print(OutputFormat.JSON.clean(Json.pretty(document)));
            } else {
                console.out().print(OutputFormat.TEXT.clean(text(subject, rows, matrix)));
            }
            if (rows.isEmpty() && wish.isPresent()) {
                console.err()
                        .println("gpudoctor: " + subject + " " + wish.get() + " is not in matrix "
                                + matrix.manifest().dataVersion() + " as of "
                                + matrix.manifest().asOf());
                return ExitCode.UNDETERMINED;
            }
            return ExitCode.OK;
        }

        private String text(Subject<?> subject, List<Row> rows, Matrix matrix) {
            MatrixText text = new MatrixText(console.width());
            return wish.isEmpty()
                    ? text.keys(subject, rows)
                    : rows.stream()
                            .map(row -> text.row(subject, row, matrix.sourcesOf(row)))
                            .collect(Collectors.joining("\n"));
        }

        private String noSubject() {
            return "the matrix has no table '" + subjectName + "', but "
                    + Subject.all().stream().map(Subject::name).collect(Collectors.joining(", "));
        }
    }

    /** {@code gpudoctor matrix verify}. */
    @Command(name = "verify", mixinStandardHelpOptions = true, description = "Checks a matrix for errors.")
    static final class Verify implements Callable<Integer> {
        private final Console console;

        @Mixin
        private FormatOption format;

        @Parameters(
                arity = "0..1",
                paramLabel = "DIR",
                description = "A matrix directory; default: the built-in matrix.")
        private Optional<Path> directory = Optional.empty();

        Verify(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws InputException {
            MatrixSource source =
                    directory.isPresent() ? MatrixSource.directory(folder(directory.get())) : MatrixSource.builtIn();
            MatrixVerifier.Verification verification = MatrixVerifier.verify(source);
            List<MatrixIssue> issues = verification.issues();
            if (format.isJson()) {
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("matrix", source.description());
                document.put("issues", issues);
                document.put("compared", verification.compared().orElse(null));
                console.out().print(OutputFormat.JSON.clean(Json.pretty(document)));
            } else {
                issues.forEach(issue -> console.out().println(OutputFormat.TEXT.clean(issue.toString())));
                verification.compared().ifPresent(line -> console.out().println(OutputFormat.TEXT.clean(line)));
                console.out()
                        .println(OutputFormat.TEXT.clean(source.description() + ": "
                                + (issues.isEmpty() ? "nothing is wrong" : issues.size() + " found")));
            }
            return issues.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
        }
    }

    /** {@code gpudoctor matrix diff}. */
    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Shows the rows in which two matrices differ.")
    static final class Diff implements Callable<Integer> {
        private final Console console;

        @Mixin
        private FormatOption format;

        @Parameters(index = "0", paramLabel = "DIR_A", description = "The old matrix.")
        private Path before;

        @Parameters(index = "1", paramLabel = "DIR_B", description = "The new matrix.")
        private Path after;

        Diff(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws InputException {
            List<MatrixDiff.Change> changes = MatrixDiff.between(Matrix.in(folder(before)), Matrix.in(folder(after)));
            if (format.isJson()) {
                console.out().print(OutputFormat.JSON.clean(Json.pretty(Map.of("changes", changes))));
            } else {
                changes.forEach(change -> console.out().println(OutputFormat.TEXT.clean(change.toString())));
            }
            return ExitCode.OK;
        }
    }

    /** {@code gpudoctor matrix export}. */
    @Command(name = "export", mixinStandardHelpOptions = true, description = "Prints the whole matrix as JSON.")
    static final class Export implements Callable<Integer> {
        private final Console console;

        @Mixin
        private MatrixOption matrixOption;

        @Mixin
        private OutputFile output;

        Export(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws InputException {
            output.write(OutputFormat.JSON.clean(Json.pretty(new MatrixView(matrixOption.matrix()).export())), console);
            return ExitCode.OK;
        }
    }

    private static Path folder(Path directory) throws InputException {
        if (!Files.isDirectory(directory)) {
            throw new InputException("no directory " + directory);
        }
        return directory;
    }
}
