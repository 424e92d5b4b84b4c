package dev.gpudoctor.cli;

import dev.gpudoctor.advise.lint.LintReport;
import dev.gpudoctor.advise.lint.Linter;
import dev.gpudoctor.advise.lint.rule.LintContext;
import dev.gpudoctor.app.Assumptions;
import dev.gpudoctor.app.FailOn;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.LintService;
import dev.gpudoctor.app.Release;
import dev.gpudoctor.compat.GpuNames;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.GithubWriter;
import dev.gpudoctor.report.LintJsonRenderer;
import dev.gpudoctor.report.LintJunitRenderer;
import dev.gpudoctor.report.LintTextRenderer;
import dev.gpudoctor.report.LocatedFinding;
import dev.gpudoctor.report.OutputFormat;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.SarifWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gpudoctor lint}. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description =
                "Checks Dockerfiles, compose files, Kubernetes manifests and pinned requirements for GPU workloads.")
final class LintCommand implements Callable<Integer> {
    /** Forms of the answer. */
    enum Format {
        TEXT,
        JSON,
        SARIF,
        JUNIT,
        GITHUB
    }

    private final Console console;

    @Mixin
    private MatrixOption matrixOption;

    @Mixin
    private OutputFile output;

    @Mixin
    private NamesOption names;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "File or directory to check; - is standard input.")
    private List<String> files;

    @Option(
            names = "--assume",
            paramLabel = "NAME=VALUE",
            split = ",",
            description = "The machine it will run on: gpu=NAME|CAPABILITY, driver=VERSION.")
    private List<String> assume = new ArrayList<>();

    @Option(names = "--build-arg", paramLabel = "NAME=VALUE", description = "A build argument, as for docker build.")
    private Map<String, String> buildArguments = new LinkedHashMap<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format;

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            defaultValue = "error",
            description = "Exit 1 from this severity on: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private FailOn failOn;

    LintCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException {
        Matrix matrix = matrixOption.matrix();
        Assumptions assumptions = Assumptions.parse(assume, matrix);
        LintContext context = new LintContext(
                matrix,
                assumptions.oneGpu(),
                new GpuNames(matrix).find(assumptions.gpuName()) instanceof GpuNames.Match.One one && one.dataCenter(),
                assumptions.driver());
        LintReport report = new LintService(new Linter(new Catalog(), context), buildArguments)
                .lint(files, console.directory(), console.in());
        output.write(names.clean(OutputFormat.of(format), render(report, matrix), console, Optional.empty()), console);
        Optional<Severity> limit = failOn.severity();
        boolean fails = limit.isPresent()
                && report.findings().stream()
                        .anyMatch(found -> found.finding().severity().compareTo(limit.get()) >= 0);
        return fails ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private String render(LintReport report, Matrix matrix) {
        Report.Tool tool = new Report.Tool("gpudoctor", Release.current().version());
        return switch (format) {
            case TEXT -> new LintTextRenderer(console.width()).render(report);
            case JSON ->
                new LintJsonRenderer(
                                tool,
                                new Report.MatrixStamp(
                                        matrix.manifest().dataVersion().toString(),
                                        matrix.manifest().asOf().toString(),
                                        ""))
                        .render(report);
            case SARIF -> new SarifWriter(tool).write(located(report));
            case JUNIT -> new LintJunitRenderer(failOn.severity()).render(report);
            case GITHUB -> new GithubWriter().write(located(report));
        };
    }

    private static List<LocatedFinding> located(LintReport report) {
        return report.findings().stream()
                .map(found -> new LocatedFinding(
                        found.finding(),
                        Optional.of(new LocatedFinding.Place(
                                found.file(),
                                found.place().line(),
                                found.place().column()))))
                .toList();
    }
}
