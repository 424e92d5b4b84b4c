package dev.gpudoctor.cli;

import dev.gpudoctor.app.CheckService;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.MachineReader;
import dev.gpudoctor.app.Release;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.DiffJson;
import dev.gpudoctor.report.DiffMarkdown;
import dev.gpudoctor.report.DiffReport;
import dev.gpudoctor.report.DiffText;
import dev.gpudoctor.report.OutputFormat;
import dev.gpudoctor.report.Redactor;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.rules.RuleSelection;
import dev.gpudoctor.rules.drift.Drift;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gpudoctor diff}. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Shows what changed between two snapshots, or between a snapshot and this machine.")
final class DiffCommand implements Callable<Integer> {
    /** Forms of the answer. */
    enum Format {
        TEXT,
        JSON,
        MARKDOWN
    }

    /** What makes the exit code 1. */
    enum FailOn {
        CHANGE,
        WORSE,
        NEVER
    }

    private final Console console;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "A snapshot or report; - reads standard input.")
    private String before;

    @Parameters(
            index = "1",
            paramLabel = "AFTER",
            arity = "0..1",
            description = "A second snapshot or report; default: this machine.")
    private Optional<String> after = Optional.empty();

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
            names = "--fail-on",
            paramLabel = "WHAT",
            defaultValue = "never",
            description = "Exit 1 on: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private FailOn failOn;

    @Option(names = "--no-redact", description = "Keep host name, user, home directory and GPU ids.")
    private boolean noRedact;

    DiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException {
        Matrix matrix = matrixOption.matrix();
        MachineReader reader = console.reader();
        Snapshot old = reader.read(before);
        Snapshot now = after.isPresent()
                ? reader.read(after.get())
                : Snapshot.of(reader.live(List.of(), Optional.empty(), false));
        Report.Tool tool = new Report.Tool("gpudoctor", Release.current().version());
        CheckService service = new CheckService(new Catalog(), matrix, console.clock(), tool);
        DiffReport.Side first = side(before, old, service);
        DiffReport.Side second = side(after.orElse("this machine"), now, service);
        DiffReport report = noRedact
                ? new DiffReport(
                        tool, Report.MatrixStamp.of(matrix), first, second, Drift.between(old.machine(), now.machine()))
                : redacted(
                        tool,
                        Report.MatrixStamp.of(matrix),
                        first,
                        second,
                        new Redactor(old, console.environment()),
                        new Redactor(now, console.environment()));
        output.write(OutputFormat.of(format).clean(render(report)), console);
        return fails(report.drift()) ? ExitCode.FINDINGS : ExitCode.OK;
    }

    /** Names are taken out of both, so that they match whoever took the snapshots. */
    private static DiffReport redacted(
            Report.Tool tool,
            Report.MatrixStamp matrix,
            DiffReport.Side first,
            DiffReport.Side second,
            Redactor old,
            Redactor now) {
        return new DiffReport(
                tool,
                now.redact(matrix),
                redacted(first, old),
                redacted(second, now),
                Drift.between(old.snapshot().machine(), now.snapshot().machine()));
    }

    private static DiffReport.Side redacted(DiffReport.Side side, Redactor names) {
        return new DiffReport.Side(names.text(side.name()), side.takenAt(), names.redact(side.diagnosis()));
    }

    private static DiffReport.Side side(String name, Snapshot snapshot, CheckService service) throws InputException {
        return new DiffReport.Side(
                name,
                snapshot.machine().scene().takenAt(),
                service.check(snapshot, RuleSelection.ALL).diagnosis());
    }

    private boolean fails(Drift drift) {
        return switch (failOn) {
            case CHANGE -> !drift.changes().isEmpty();
            case WORSE -> drift.worse() > 0;
            case NEVER -> false;
        };
    }

    private String render(DiffReport report) {
        return switch (format) {
            case TEXT -> new DiffText(console.width()).of(report);
            case JSON -> new DiffJson().of(report);
            case MARKDOWN -> new DiffMarkdown().of(report);
        };
    }
}
