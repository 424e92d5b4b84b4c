package dev.gpudoctor.cli;

import dev.gpudoctor.app.Assumptions;
import dev.gpudoctor.app.CheckService;
import dev.gpudoctor.app.CheckService.Accepted;
import dev.gpudoctor.app.FailOn;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.Policy;
import dev.gpudoctor.app.Release;
import dev.gpudoctor.app.SmokeProofs;
import dev.gpudoctor.app.SmokeService;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.ExitPolicy;
import dev.gpudoctor.report.Redactor;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.rules.PriorJudgement;
import dev.gpudoctor.rules.RuleSelection;
import dev.gpudoctor.smoke.Layer;
import dev.gpudoctor.smoke.SmokeReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gpudoctor check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Judges this machine, a root file system or a snapshot.")
final class CheckCommand implements Callable<Integer>, StartsEarly {
    private final Console console;
    private final BackgroundTask<Catalog> texts = BackgroundTask.of(CheckService::texts);

    private final CompletableFuture<CheckService> service = new CompletableFuture<>();
    private Optional<BackgroundTask<Snapshot>> earlyRead = Optional.empty();

    @Mixin
    private MachineOptions machineOptions;

    @Mixin
    private MatrixOption matrixOption;

    @Mixin
    private PolicyOptions policyOptions;

    @Mixin
    private OutputOptions outputOptions;

    @Option(
            names = "--assume",
            paramLabel = "NAME=VALUE",
            split = ",",
            description = "Assume this instead of what the machine says: gpu=NAME|CAPABILITY, driver=VERSION.")
    private List<String> assume = new ArrayList<>();

    @Option(names = "--only", paramLabel = "ID", split = ",", description = "Run only these rules, by id or area.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--skip", paramLabel = "ID", split = ",", description = "Skip these rules, by id or area.")
    private List<String> skip = new ArrayList<>();

    @Option(
            names = "--baseline",
            paramLabel = "SNAPSHOT",
            description = "Report only what got worse since this snapshot.")
    private Optional<String> baseline = Optional.empty();

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            description =
                    "Exit 1 from this severity on: ${COMPLETION-CANDIDATES}; default as the policy says, or error.")
    private Optional<FailOn> failOn = Optional.empty();

    @Option(
            names = "--smoke",
            description = "Also run the smoke test; what was seen to work outranks what a table says.")
    private boolean smoke;

    @Option(names = "--strict", description = "Exit 3 if any rule that applies could not be decided.")
    private boolean strict;

    CheckCommand(Console console) {
        this.console = console;
    }

    /** The command line leaves a processor idle; and the driver takes so long that it is asked as soon as possible. */
    @Override
    public void start(List<String> arguments) {
        texts.start();
        if (MachineOptions.areUsual(arguments)) {
            earlyRead = Optional.of(read(MachineOptions.usual()));
        }
    }

    /** Reads the machine in the background; the tables are read while the driver answers. */
    private BackgroundTask<Snapshot> read(MachineOptions options) {
        return BackgroundTask.start(() ->
                options.read(console, () -> service.thenAcceptAsync(CheckService::readTables, BackgroundTask::run)));
    }

    @Override
    public Integer call() throws InputException, IOException, InterruptedException {
        if (smoke && !(machineOptions.isLive() && assume.isEmpty())) {
            throw new InputException("--smoke tries this machine as it is; it excludes --from, --root and --assume");
        }
        BackgroundTask<Snapshot> reading = earlyRead.orElseGet(() -> read(machineOptions));
        Matrix matrix = matrixOption.matrix();
        Assumptions assumptions = Assumptions.parse(assume, matrix);
        Policy policy = policyOptions.policy(console, matrix);
        outputOptions.prepare(console);
        Catalog catalog = texts.result();
        CheckService judge = new CheckService(
                catalog,
                matrix,
                console.clock(),
                new Report.Tool("gpudoctor", Release.current().version()));
        service.complete(judge);
        Snapshot seen = reading.result();
        Snapshot snapshot = seen.with(assumptions.applyTo(seen.machine()));
        Optional<Accepted> accepted = Optional.empty();
        if (baseline.isPresent()) {
            Snapshot then = machineOptions.read(baseline.get(), console);
            accepted = Optional.of(new Accepted(baseline.get(), then.with(assumptions.applyTo(then.machine()))));
        }
        Report report = judge.check(
                snapshot,
                new RuleSelection(only, skip),
                policy,
                proofs(policy.smoke(), seen.machine(), snapshot.machine(), catalog),
                accepted);
        FailOn limit = failOn.or(policy::failOn).orElse(FailOn.ERROR);
        ExitPolicy exit = new ExitPolicy(limit.severity(), strict || policy.strict());
        outputOptions.write(outputOptions.redacts() ? redacted(report) : report, exit, console);
        return exit.code(report.diagnosis());
    }

    /** What is written is redacted; what is judged never is. */
    private Report redacted(Report report) {
        return new Redactor(report.snapshot(), console.environment()).redact(report);
    }

    private SmokeProofs proofs(List<Layer> required, Machine machine, Machine judged, Catalog catalog)
            throws InterruptedException {
        List<Layer> layers = smoke ? SmokeService.OF_THE_MACHINE : required;
        if (layers.isEmpty() || !machineOptions.isLive()) {
            return SmokeProofs.elsewhere(layers);
        }
        SmokeReport report = new SmokeService(
                        catalog, console.environment(), line -> console.err().println(line))
                .run(layers, machine);
        SmokeProofs proofs = SmokeProofs.of(report, required, judged, catalog);
        return assume.isEmpty() ? proofs : new SmokeProofs(proofs.rules(), PriorJudgement.NONE);
    }
}
