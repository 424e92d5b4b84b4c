package dev.gpudoctor.cli;

import dev.gpudoctor.app.Assumptions;
import dev.gpudoctor.app.CheckService;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.Release;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.ExitPolicy;
import dev.gpudoctor.report.Redactor;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.rules.RuleSelection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gpudoctor check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Judges this machine, a root file system or a snapshot.")
final class CheckCommand implements Callable<Integer> {
    /** When a run fails. */
    enum FailOn {
        ERROR,
        WARNING,
        NEVER;

        Optional<Severity> severity() {
            return this == NEVER ? Optional.empty() : Optional.of(Severity.valueOf(name()));
        }
    }

    private final Console console;

    @Mixin
    private MachineOptions machineOptions;

    @Mixin
    private MatrixOption matrixOption;

    @Mixin
    private OutputOptions outputOptions;

    @Option(
            names = "--assume",
            paramLabel = "NAME=VALUE",
            split = ",",
            description = "Take a fact as given: gpu=NAME|CAPABILITY, driver=VERSION.")
    private List<String> assume = new ArrayList<>();

    @Option(names = "--only", paramLabel = "ID", split = ",", description = "Run only this rule or area.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--skip", paramLabel = "ID", split = ",", description = "Leave this rule or area out.")
    private List<String> skip = new ArrayList<>();

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            defaultValue = "error",
            description = "Exit 1 from this severity on: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private FailOn failOn;

    @Option(names = "--strict", description = "Exit 3 when any applying rule could not be decided.")
    private boolean strict;

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException, IOException {
        Matrix matrix = matrixOption.matrix();
        Assumptions assumptions = Assumptions.parse(assume, matrix);
        outputOptions.prepare();
        Snapshot seen = machineOptions.look(console);
        Machine judged = assumptions.applyTo(seen.machine());
        Snapshot snapshot = judged.equals(seen.machine()) ? seen : seen.with(judged);
        if (outputOptions.redacts()) {
            snapshot = new Redactor(snapshot.machine()).redact(snapshot);
        }
        Release release = Release.current();
        Report report = new CheckService(
                        new Catalog(), matrix, console.clock(), new Report.Tool("gpudoctor", release.version()))
                .check(snapshot, new RuleSelection(only, skip));
        ExitPolicy policy = new ExitPolicy(failOn.severity(), strict);
        outputOptions.write(report, policy, console);
        return policy.code(report.diagnosis());
    }
}
