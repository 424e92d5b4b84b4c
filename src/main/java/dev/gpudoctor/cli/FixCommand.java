package dev.gpudoctor.cli;

import dev.gpudoctor.app.CheckService;
import dev.gpudoctor.app.FixPlan;
import dev.gpudoctor.app.FixPlan.Step;
import dev.gpudoctor.app.FixRunner;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.Release;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.report.ExitPolicy;
import dev.gpudoctor.report.FixText;
import dev.gpudoctor.report.OutputFormat;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.RuleSelection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gpudoctor fix}: this machine only, so it takes neither a snapshot nor a root file system. */
@Command(
        name = "fix",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Lists the remedies of what is wrong with this machine, as a plan.",
            "With --apply it runs those that change nothing beyond the next reboot, and checks again."
        })
final class FixCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private MatrixOption matrixOption;

    @Option(names = "--apply", description = "Run the safe steps of the plan.")
    private boolean apply;

    @Option(names = "--yes", description = "Run the safe steps without asking.")
    private boolean yes;

    FixCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException, IOException, InterruptedException {
        Machine machine = look();
        Diagnosis diagnosis = judge(machine);
        FixPlan plan = FixPlan.of(diagnosis);
        FixText text = new FixText(console.width());
        show(plan, text);
        if (!apply) {
            return ExitCode.OK;
        }
        List<Step> safe = plan.safeSteps();
        if (safe.isEmpty()) {
            console.out().println("Nothing of this can be run safely by itself.");
            return new ExitPolicy(Optional.of(Severity.ERROR), false).code(diagnosis);
        }
        if (!yes && !confirmed(safe.size())) {
            console.out().println("Nothing was run.");
            return ExitCode.OK;
        }
        FixRunner runner = new FixRunner(
                console.machine().programs(),
                machine.scene().privileged().toOptional().orElse(false));
        for (Step step : safe) {
            say(text.command(step.remedy()));
            FixRunner.Result result = runner.run(step.remedy());
            result.output().forEach(line -> say("  " + line));
            say("  " + result.outcome());
        }
        return checkAgain(diagnosis);
    }

    private int checkAgain(Diagnosis before) throws InputException {
        Diagnosis after = judge(look());
        List<String> left = after.rootCauses().stream().map(Finding::key).toList();
        console.out().println();
        for (Finding finding : FixPlan.of(before).findings()) {
            say((left.contains(finding.key()) ? "still there  " : "repaired     ") + finding.key());
        }
        console.out().println("verdict now: " + after.verdict().word());
        return new ExitPolicy(Optional.of(Severity.ERROR), false).code(after);
    }

    private Machine look() throws InputException {
        return console.reader().live(List.of(), Optional.empty(), false);
    }

    private Diagnosis judge(Machine machine) throws InputException {
        Release release = Release.current();
        return new CheckService(
                        new Catalog(),
                        matrixOption.matrix(),
                        console.clock(),
                        new Report.Tool("gpudoctor", release.version()))
                .check(Snapshot.of(machine), RuleSelection.ALL)
                .diagnosis();
    }

    private void show(FixPlan plan, FixText text) {
        if (plan.steps().isEmpty()) {
            console.out().println("Nothing to repair.");
            return;
        }
        String current = "";
        int number = 1;
        for (Step step : plan.steps()) {
            if (!step.finding().key().equals(current)) {
                current = step.finding().key();
                console.out().print(OutputFormat.TEXT.clean(text.finding(step.finding())));
            }
            console.out().print(OutputFormat.TEXT.clean(text.step(number++, step.remedy(), step.isSafe())));
        }
    }

    private boolean confirmed(int count) throws IOException {
        console.out().print("Run " + count + (count == 1 ? " safe step" : " safe steps") + " now? [y/N] ");
        console.out().flush();
        String answer = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8)).readLine();
        return answer != null
                && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"));
    }

    private void say(String line) {
        console.out().println(OutputFormat.TEXT.clean(line));
    }
}
