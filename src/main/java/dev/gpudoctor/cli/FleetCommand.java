package dev.gpudoctor.cli;

import dev.gpudoctor.app.CheckService;
import dev.gpudoctor.app.FleetService;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.Release;
import dev.gpudoctor.fleet.Fleet;
import dev.gpudoctor.fleet.Part;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.FleetHtml;
import dev.gpudoctor.report.FleetJson;
import dev.gpudoctor.report.FleetMarkdown;
import dev.gpudoctor.report.FleetReport;
import dev.gpudoctor.report.FleetText;
import dev.gpudoctor.report.OutputFormat;
import dev.gpudoctor.report.Redactor;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code gpudoctor fleet}. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description =
                "Compares many machines by their snapshots: which fail and why, and which differ from their peers.")
final class FleetCommand implements Callable<Integer> {
    /** Forms of the answer. */
    enum Format {
        TEXT,
        JSON,
        MARKDOWN,
        HTML
    }

    /** Reads an age such as {@code 36h}. */
    static final class Age implements ITypeConverter<Duration> {
        private static final Pattern AGE = Pattern.compile("(\\d{1,6})([mhd])");

        @Override
        public Duration convert(String text) {
            Matcher age = AGE.matcher(text);
            if (!age.matches()) {
                throw new TypeConversionException("'" + text + "' is not an age (expected e.g. 30m, 36h or 7d)");
            }
            long amount = Long.parseLong(age.group(1));
            return switch (age.group(2)) {
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
    }

    private static final int PROGRESS_STEP = 50;

    private final Console console;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description =
                    "Snapshots or reports, directories of them (*.json, *.ndjson, *.jsonl, each also .gz), or - for "
                            + "standard input; a file may have one after another. Reports are judged again.")
    private List<String> paths;

    @Mixin
    private MatrixOption matrixOption;

    @Mixin
    private OutputFile output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format;

    @Option(
            names = "--by",
            paramLabel = "PART",
            split = ",",
            description = "Compare only these parts of the stack: ${COMPLETION-CANDIDATES}; default all.")
    private Set<Part> by = EnumSet.allOf(Part.class);

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description = "Compare with this snapshot or report instead of the majority.")
    private Optional<String> reference = Optional.empty();

    @Option(
            names = "--max-age",
            paramLabel = "AGE",
            converter = Age.class,
            description = "List snapshots older than this as stale: 30m, 36h, 7d.")
    private Optional<Duration> maxAge = Optional.empty();

    @Option(
            names = "--list",
            paramLabel = "WHICH",
            description = "Print only names of nodes, one per line: ${COMPLETION-CANDIDATES}.")
    private Optional<Fleet.Selection> list = Optional.empty();

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            defaultValue = "error",
            description = "Exit 1 on: ${COMPLETION-CANDIDATES}; drift includes errors; default ${DEFAULT-VALUE}.")
    private Fleet.Limit failOn;

    @Option(
            names = "--no-redact",
            description =
                    "Keep user, home directory and GPU ids of snapshots that have them; such nodes may then differ by "
                            + "who looked at them.")
    private boolean noRedact;

    FleetCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException, InterruptedException {
        Matrix matrix = matrixOption.matrix();
        Report.Tool tool = new Report.Tool("gpudoctor", Release.current().version());
        CheckService judge = new CheckService(CheckService.texts(), matrix, console.clock(), tool);
        FleetService service = new FleetService(
                judge, console.directory(), console.in(), console.clock().instant(), this::progress);
        Optional<Machine> golden = reference.isPresent() ? Optional.of(golden(reference.get())) : Optional.empty();
        Fleet fleet = service.compare(paths, new FleetService.Question(by, golden, maxAge, !noRedact));
        if (showsProgress()) {
            console.err().print("\r\u001b[K");
            console.err().flush();
        }
        output.write(list.isPresent() ? lines(fleet.names(list.get())) : render(fleet, tool, matrix), console);
        return switch (fleet.judge(failOn)) {
            case PASSED -> ExitCode.OK;
            case FAILED -> ExitCode.FINDINGS;
            case UNDECIDED -> ExitCode.UNDETERMINED;
        };
    }

    private Machine golden(String file) throws InputException {
        Snapshot snapshot = console.reader().read(file);
        return noRedact || Redactor.isRedacted(snapshot)
                ? snapshot.machine()
                : new Redactor(snapshot).snapshot().machine();
    }

    private static String lines(List<String> nodes) {
        List<String> lines = new ArrayList<>(nodes);
        lines.add("");
        return nodes.isEmpty() ? "" : String.join("\n", lines);
    }

    private String render(Fleet fleet, Report.Tool tool, Matrix matrix) {
        FleetReport report = new FleetReport(
                tool, Report.MatrixStamp.of(matrix), console.clock().instant(), fleet);
        String answer =
                switch (format) {
                    case TEXT -> new FleetText(console.width()).of(report);
                    case JSON -> new FleetJson().of(report);
                    case MARKDOWN -> new FleetMarkdown().of(report);
                    case HTML -> new FleetHtml().of(report);
                };
        OutputFormat form = OutputFormat.of(format);
        return noRedact ? form.clean(answer) : NamesOption.clean(form, answer, console);
    }

    /** The launcher says whether standard error is a terminal. */
    private boolean showsProgress() {
        return console.environment().getOrDefault("GPUDOCTOR_STDERR_TTY", "").equals("1");
    }

    private void progress(int done) {
        if (showsProgress() && done % PROGRESS_STEP == 0) {
            console.err().print("\r" + done + " snapshots");
            console.err().flush();
        }
    }
}
